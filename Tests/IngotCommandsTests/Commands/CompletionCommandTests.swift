import HostOS
import IngotCommands
import Testing

struct CompletionCommandTests {
    private func bash(_ words: String...) async throws -> [Substring] {
        var lines: [Substring] = []
        try await CommandFixture.with { ingot in
            let script = await ingot.run("completion", "bash").output
            let line = words.map { "'\($0)'" }.joined(separator: " ")
            let result = try await runProcess(
                HostEnvironment.find(executable: "bash") ?? "bash",
                [
                    "-c",
                    script + "\nCOMP_WORDS=(\(line)); COMP_CWORD=\(words.count - 1); _ingot; "
                        + "printf '%s\\n' \"${COMPREPLY[@]}\"",
                ], workingDirectory: ingot.directory)
            #expect(result.errorText == "")
            lines = result.outputText.split(separator: "\n")
        }
        return lines
    }

    @Test("bash completes commands and their flags")
    func bashWords() async throws {
        #expect(try await bash("ingot", "in") == ["init", "inspect"])
        #expect(try await bash("ingot", "fmt", "-re") == ["-recursive"])
        #expect(try await bash("ingot", "plugins", "in") == ["installed", "install"])
        #expect(try await bash("ingot", "completion", "z") == ["zsh"])
        #expect(try await bash("ingot", "docs", "shell-") == ["shell-local"])
        #expect(try await bash("ingot", "help", "fm") == ["fmt"])
        #expect(try await bash("ingot", "").count == Ingot.commands.count)
    }

    @Test(
        "zsh and fish accept their scripts", arguments: [("zsh", "-n"), ("fish", "-n")])
    func syntax(shell: String, check: String) async throws {
        try await CommandFixture.with { ingot in
            let script = await ingot.run("completion", shell)
            #expect(script.status == 0)
            for command in Ingot.commands { #expect(script.output.contains(command.name)) }
            guard let program = HostEnvironment.find(executable: shell) else { return }
            try HostFiles.write(script.output, to: ingot.directory + "/script")
            let result = try await runProcess(program, [check, ingot.directory + "/script"])
            #expect(result.exit == .status(0))
            #expect(result.errorText == "")
        }
    }

    @Test("an unknown shell is an error")
    func unknown() async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run("completion", "tcsh")
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("One shell is needed: bash, zsh, fish."))
        }
    }

    @Test("completion is switched on once in the shells that are set up, and off again")
    func startUpFiles() async throws {
        try await CommandFixture.with([".bashrc": "alias l=ls", ".config/fish/config.fish": ""]) { ingot in
            let install = await ingot.run("-autocomplete-install")
            #expect(install.status == 0)
            #expect(install.output == "Changed @.bashrc.\nChanged @.config/fish/completions/ingot.fish.\n")
            let with = ingot.read(".bashrc")
            #expect(with == "alias l=ls\nsource <(ingot completion bash)\n")
            #expect(!HostFiles.exists(ingot.directory + "/.zshrc"))
            #expect(await ingot.run("-autocomplete-install").output.hasPrefix("There is nothing to change"))
            #expect(await ingot.run("-autocomplete-uninstall").status == 0)
            let without = ingot.read(".bashrc")
            #expect(without == "alias l=ls\n")
            #expect(!HostFiles.exists(ingot.directory + "/.config/fish/completions/ingot.fish"))
        }
    }
}
