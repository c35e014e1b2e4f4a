import HostOS
import IngotCommands

/// What a command left.
struct CommandOutcome {
    var status: Int32
    var output: String
    var errors: String
}

/// Runs a command in this process, in a folder of its own.
struct CommandFixture {
    let directory: String
    var environment: [String: String] = [:]

    /// Runs `body` with a folder that holds the files given, by name.
    static func with(
        _ files: [String: String] = [:], _ body: (CommandFixture) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory(prefix: "commands") { directory in
            for (name, text) in files {
                let path = "\(directory)/\(name)"
                try HostFiles.createDirectory(HostPath.dirname(path), intermediates: true)
                try HostFiles.write(text, to: path)
            }
            try await body(CommandFixture(directory: directory))
        }
    }

    /// Runs the command line; a word that starts with `@` is a path in the folder.
    func run(_ arguments: String..., input: String = "") async -> CommandOutcome {
        await run(arguments, input: input)
    }

    /// Runs the command line; a word that starts with `@` is a path in the folder.
    func run(_ arguments: [String], input: String = "") async -> CommandOutcome {
        let output = CapturedOutput()
        let errors = CapturedOutput()
        var environment = environment
        environment["HOME"] = environment["HOME"] ?? directory
        let context = CommandContext(
            environment: environment, workingDirectory: directory, output: output, errorOutput: errors,
            terminalWidth: nil, input: .text(input))
        let words = arguments.map { word in
            word.replacing("@", with: directory + "/")
        }
        let status = await Ingot.run(words, in: context)
        return CommandOutcome(
            status: status, output: output.text.replacing(directory + "/", with: "@"),
            errors: errors.text.replacing(directory + "/", with: "@"))
    }

    /// The text of a file; `nil` where there is none.
    func read(_ name: String) -> String? {
        // Any failure shows in the comparison that the text is for.
        try? HostFiles.readText("\(directory)/\(name)")
    }
}
