import IngotCommands
import Testing

struct CommandLineTests {
    private static let names = Ingot.commands.map(\.name)

    @Test("no command shows the help and exits with 127")
    func nothing() async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run()
            #expect(outcome.status == 127)
            #expect(outcome.output.hasPrefix("Usage: ingot [--version] [--help] <command> [<args>]\n"))
            for name in Self.names { #expect(outcome.output.contains("    \(name) ")) }
        }
    }

    @Test("an unknown command is named, with one that may have been meant, and exits with 127")
    func unknown() async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run("biuld", "x")
            #expect(outcome.status == 127)
            #expect(outcome.errors == "There is no command \"biuld\". Did you mean \"build\"?\n\n")
            #expect(outcome.output.hasPrefix("Usage: ingot "))
        }
    }

    @Test("help is shown with status 0", arguments: ["-h", "-help", "--help", "help"])
    func help(flag: String) async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run(flag)
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("Available commands are:"))
        }
    }

    @Test("every command has help of its own that names its flags", arguments: names)
    func commandHelp(name: String) async throws {
        let command = try #require(Ingot.commands.first { $0.name == name })
        try await CommandFixture.with { ingot in
            for arguments in [[name, "-h"], [name, "--help"], ["help", name]] {
                let outcome =
                    await arguments[0] == "help"
                    ? ingot.run("help", name) : ingot.run(arguments[0], arguments[1])
                #expect(outcome.status == 0, "\(arguments)")
                #expect(outcome.output.hasPrefix("Usage: ingot \(name)"))
                for flag in command.flags.flags where !flag.isHidden {
                    #expect(outcome.output.contains("  -\(flag.name)"))
                }
                #expect(outcome.errors == "")
            }
        }
    }

    @Test("an unknown flag is named with the nearest one, and the command's help follows")
    func flag() async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run("validate", "-syntax-onyl", "x.pkr.hcl")
            #expect(outcome.status == 1)
            #expect(
                outcome.errors.hasPrefix(
                    "flag provided but not defined: -syntax-onyl (did you mean -syntax-only?)\n\n"
                        + "Usage: ingot validate"))
        }
    }

    @Test(
        "a wish for the version wins over everything else",
        arguments: [["-v"], ["--version"], ["-version"], ["build", "--version", "x"], ["nope", "-v"]])
    func versionAnywhere(arguments: [String]) async throws {
        try await CommandFixture.with { ingot in
            let outcome =
                switch arguments.count {
                case 1: await ingot.run(arguments[0])
                case 2: await ingot.run(arguments[0], arguments[1])
                default: await ingot.run(arguments[0], arguments[1], arguments[2])
                }
            #expect(outcome.status == 0)
            #expect(
                outcome.output
                    == "Ingot v\(ProductVersion.ingot) (reads templates of Packer \(ProductVersion.language))\n")
        }
    }

    @Test("programs get the version in lines of their own")
    func machineVersion() async throws {
        try await CommandFixture.with { ingot in
            let lines = await ingot.run("version", "-machine-readable").output.split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).dropFirst().joined(separator: ",")
            }
            #expect(lines.prefix(3) == [",version,\(ProductVersion.ingot)", ",version-prelease,", ",version-commit,"])
            #expect(lines.last?.hasPrefix(",ui,say,Ingot v") == true)
        }
    }

    @Test("an unknown name after help or plugins is an error")
    func unknownInside() async throws {
        try await CommandFixture.with { ingot in
            let help = await ingot.run("help", "inspct")
            #expect(help.status == 1)
            #expect(help.errors == "There is no command \"inspct\". Did you mean \"inspect\"?\n")
            let plugins = await ingot.run("plugins", "instaled")
            #expect(plugins.status == 1)
            #expect(plugins.errors.hasPrefix("There is no command \"instaled\". Did you mean \"installed\"?\n"))
        }
    }

    @Test("cleanup with nothing to do says so")
    func cleanup() async throws {
        try await CommandFixture.with { ingot in
            let outcome = await ingot.run("cleanup")
            #expect(outcome.status == 0)
            #expect(outcome.output == "There is nothing to clean up.\n")
        }
    }
}
