import HostOS

/// The world as a command sees it; tests put another one in its place.
package struct CommandContext: Sendable {
    /// The environment's variables.
    package var environment: [String: String]
    /// Absolute; relative paths of arguments start here.
    package var workingDirectory: String
    /// Takes answers.
    package var output: any OutputStream
    /// Takes complaints, and the log.
    package var errorOutput: any OutputStream
    /// Columns of the terminal that the output goes to; `nil` if it goes elsewhere.
    package var terminalWidth: Int?
    /// The terminal's size at this moment; `nil` where it is not known.
    package var terminalSize: @Sendable () -> (columns: Int, rows: Int)? = { nil }
    /// Where answers to questions come from.
    package var input: CommandInput
    /// Whether answers are lines for programs; set by `-machine-readable`.
    package var isMachineReadable = false

    package init(
        environment: [String: String], workingDirectory: String, output: any OutputStream,
        errorOutput: any OutputStream, terminalWidth: Int?, input: CommandInput = .text("")
    ) {
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.output = output
        self.errorOutput = errorOutput
        self.terminalWidth = terminalWidth
        self.input = input
    }

    /// The process's own.
    package static func process() throws -> CommandContext {
        var context = CommandContext(
            environment: HostEnvironment.variables, workingDirectory: try HostFiles.currentDirectory(),
            output: StandardStream(.output), errorOutput: StandardStream(.error),
            terminalWidth: Terminal.isTerminal(.output) ? Terminal.size()?.columns ?? 80 : nil,
            input: .process)
        context.terminalSize = { Terminal.size() }
        return context
    }

    /// Whether colours are wanted: on a terminal, and nobody said no.
    package func hasColour(_ isWanted: Bool) -> Bool {
        isWanted && !isMachineReadable && terminalWidth != nil && (environment["PACKER_NO_COLOR"] ?? "").isEmpty
            && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Where downloads and knowledge about this machine are kept.
    package var cacheDirectory: String {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        if let path = value("INGOT_CACHE_DIR") ?? value("PACKER_CACHE_DIR") {
            return HostPath.isAbsolute(path) ? path : HostPath.join(workingDirectory, path)
        }
        if let path = value("XDG_CACHE_HOME") { return HostPath.join(path, "packer") }
        return HostPath.join(value("HOME") ?? workingDirectory, ".cache", "packer")
    }
}

/// Exit statuses, as users' scripts know them.
package enum ExitStatus {
    /// All went well.
    package static let success: Int32 = 0
    /// Something failed, and was told.
    package static let failure: Int32 = 1
    /// `fmt -check` found a file that is not in canonical form.
    package static let unformatted: Int32 = 3
    /// There is no command of that name, as in shells.
    package static let noCommand: Int32 = 127
}
