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

    /// What a shell says to code that runs after it has read its completion script.
    private func answer(of shell: String, _ options: [String], to code: String) async throws -> String {
        var answer = ""
        try await CommandFixture.with(["one.pkr.hcl": ""]) { ingot in
            let script = await ingot.run("completion", shell)
            #expect(script.status == 0)
            try HostFiles.write(script.output, to: ingot.directory + "/script")
            let result = try await runProcess(
                try #require(HostEnvironment.find(executable: shell)), options + ["-c", "source ./script; " + code],
                environment: ["HOME": ingot.directory, "PATH": "/usr/bin:/bin", "TERM": "dumb"],
                workingDirectory: ingot.directory)
            #expect(result.exit == .status(0))
            #expect(result.errorText == "")
            answer = result.outputText
        }
        return answer
    }

    private static let hasZsh = HostEnvironment.find(executable: "zsh") != nil
    private static let hasFish = HostEnvironment.find(executable: "fish") != nil

    @Test("zsh knows which function completes the program", .enabled(if: hasZsh, "zsh is not installed"))
    func zshRegistration() async throws {
        #expect(try await answer(of: "zsh", ["-f"], to: "print -r -- $_comps[ingot]") == "_ingot\n")
    }

    @Test(
        "zsh is offered commands and their flags, and files", .enabled(if: hasZsh, "zsh is not installed"),
        arguments: [
            ("ingot completion z", ["bash", "zsh", "fish", "FILES"]),
            ("ingot fmt -re", ["-check", "-diff", "-recursive", "-write", "FILES"]),
        ] as [(String, Set<String>)])
    func zshWords(line: String, expected: Set<String>) async throws {
        // Outside of a completion the builtin that takes the words does not run: a function stands for it.
        let offers = try await answer(
            of: "zsh", ["-f"],
            to: "compadd() { shift; print -rl -- ${(P)1} }; _files() { print FILES }; words=(\(line)); "
                + "CURRENT=$#words; _ingot")
        #expect(Set(offers.split(separator: "\n").map(String.init)) == expected)
        let commands = try await answer(
            of: "zsh", ["-f"], to: "compadd() { shift; print -rl -- ${(P)1} }; words=(ingot f); CURRENT=2; _ingot")
        #expect(commands.split(separator: "\n").map(String.init) == Ingot.commands.map(\.name))
    }

    @Test(
        "fish completes commands, flags and files", .enabled(if: hasFish, "fish is not installed"),
        arguments: [
            ("ingot in", ["init", "inspect"]), ("ingot fmt -re", ["-recursive"]),
            ("ingot plugins in", ["install", "installed"]), ("ingot docs shell-", ["shell-local"]),
            ("ingot completion z", ["zsh"]), ("ingot help fm", ["fmt"]), ("ingot validate on", ["one.pkr.hcl"]),
        ] as [(String, [String])])
    func fishWords(line: String, expected: [String]) async throws {
        let offers = try await answer(of: "fish", ["--no-config"], to: "complete -C '\(line)'")
        #expect(offers.split(separator: "\n").map { $0.prefix { $0 != "\t" } }.map(String.init) == expected)
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
