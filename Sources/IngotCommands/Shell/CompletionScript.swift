import Templates

/// Completion scripts, made of the commands' own declarations.
struct CompletionScript {
    let commands: [Command]
    /// Names of components, which have reference pages.
    let components: [String]

    /// Of this program.
    static var standard: CompletionScript {
        CompletionScript(
            commands: Ingot.commands, components: Set(ComponentCatalog.standard.descriptions.map(\.name)).sorted())
    }

    func text(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    private func words(of command: Command) -> [String] {
        command.subcommands.map(\.name) + arguments(of: command)
            + command.flags.flags.filter { !$0.isHidden }.map { "-\($0.name)" }
    }

    /// Words that a command takes as its first argument.
    private func arguments(of command: Command) -> [String] {
        switch command.name {
        case CompletionCommand.command.name: Shell.allCases.map(\.rawValue)
        case DocsCommand.command.name: components
        case HelpCommand.command.name: commands.map(\.name)
        default: []
        }
    }

    private var names: String { commands.map(\.name).joined(separator: " ") }

    // MARK: - Bash and zsh

    private var bash: String {
        let cases = commands.map { command in
            "        \(command.name)) words=\"\(words(of: command).joined(separator: " "))\" ;;\n"
        }.joined()
        return """
            # bash completion of ingot
            _ingot() {
                local current="${COMP_WORDS[COMP_CWORD]}" words=""
                COMPREPLY=()
                if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "\(names)" -- "$current"))
                    return
                fi
                case "${COMP_WORDS[1]}" in
            \(cases)    esac
                COMPREPLY=($(compgen -W "$words" -- "$current"))
                case "$current" in
                    -*) ;;
                    *) COMPREPLY+=($(compgen -f -- "$current")) ;;
                esac
            }
            complete -o filenames -F _ingot ingot

            """
    }

    private var zsh: String {
        let cases = commands.map { command in
            "        \(command.name)) words=(\(words(of: command).joined(separator: " "))) ;;\n"
        }.joined()
        return """
            #compdef ingot
            # zsh completion of ingot
            _ingot() {
                local -a words_of_command
                if (( CURRENT == 2 )); then
                    words_of_command=(\(names))
                    compadd -a words_of_command
                    return
                fi
                case "${words[2]}" in
            \(cases.replacing("words=(", with: "words_of_command=("))    esac
                compadd -a words_of_command
                _files
            }
            (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
            compdef _ingot ingot

            """
    }

    // MARK: - Fish

    private var fish: String {
        var text = "# fish completion of ingot\n"
        for command in commands {
            text +=
                "complete -c ingot -n __fish_use_subcommand -f -a \(command.name) "
                + "-d \(Self.quoted(command.summary))\n"
        }
        for command in commands {
            let condition = "-n '__fish_seen_subcommand_from \(command.name)'"
            for inner in command.subcommands {
                text += "complete -c ingot \(condition) -f -a \(inner.name) -d \(Self.quoted(inner.summary))\n"
            }
            for word in arguments(of: command) { text += "complete -c ingot \(condition) -f -a \(word)\n" }
            for flag in command.flags.flags where !flag.isHidden {
                text += "complete -c ingot \(condition) -o \(flag.name) -d \(Self.quoted(flag.summary))\n"
            }
        }
        return text
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
