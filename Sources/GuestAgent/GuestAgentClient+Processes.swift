internal import Cryptography
internal import JSONText

/// A program to run in a guest.
package struct GuestProgram: Sendable {
    /// In the guest.
    package var path: String
    /// Without the program's name.
    package var arguments: [String]
    /// `NAME=VALUE`, in place of the agent's own environment; `nil` to keep that.
    package var environment: [String]?
    /// What the program reads from its standard input.
    package var input: [UInt8]?

    package init(
        _ path: String, _ arguments: [String] = [], environment: [String]? = nil, input: [UInt8]? = nil
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.input = input
    }

    /// A POSIX shell that runs `script` with `$1` and so on as given.
    package static func shell(_ script: String, _ arguments: [String] = [], input: [UInt8]? = nil) -> GuestProgram {
        GuestProgram("/bin/sh", ["-c", script, "sh"] + arguments, input: input)
    }
}

/// How far a program in a guest has come.
package struct GuestProgramState: Sendable, Equatable {
    /// Whether it has ended, however.
    package var hasEnded: Bool
    /// `nil` while it runs, and after the end by a signal.
    package var exitCode: Int?
    /// `nil` while it runs, and after an end by itself.
    package var signal: Int?
    /// What it printed, once it has ended; the agent keeps 16 MiB of each stream.
    package var output: [UInt8]
    /// The same of its standard error.
    package var errors: [UInt8]
    /// Whether the agent has dropped some of that.
    package var isTruncated: Bool
}

extension GuestAgentClient {
    /// Starts a program (`guest-exec`).
    ///
    /// - Returns: its number in the guest.
    package func start(_ program: GuestProgram) async throws -> Int {
        var arguments: [JSONValue.Member] = [
            .init("path", .string(program.path)), .init("arg", .array(program.arguments.map(JSONValue.string))),
            .init("capture-output", true),
        ]
        if let environment = program.environment {
            arguments.append(.init("env", .array(environment.map(JSONValue.string))))
        }
        if let input = program.input { arguments.append(.init("input-data", .string(Base64.text(input)))) }
        guard let id = try await execute("guest-exec", arguments)["pid"]?.int else {
            throw GuestAgentError(.violation, "the guest agent does not tell the number of a process")
        }
        return id
    }

    /// How far a program has come (`guest-exec-status`); its end is told once only.
    package func state(of process: Int) async throws -> GuestProgramState {
        let answer = try await execute("guest-exec-status", [.init("pid", .int(process))])
        guard let hasEnded = answer["exited"]?.bool else {
            throw GuestAgentError(.violation, "the guest agent does not tell how far a process is")
        }
        return GuestProgramState(
            hasEnded: hasEnded, exitCode: answer["exitcode"]?.int, signal: answer["signal"]?.int,
            output: try Self.bytes(answer["out-data"]), errors: try Self.bytes(answer["err-data"]),
            isTruncated: answer["out-truncated"]?.bool == true || answer["err-truncated"]?.bool == true)
    }

    /// Runs a program that says little, to its end.
    package func run(_ program: GuestProgram) async throws -> GuestProgramState {
        try await waitForEnd(of: try await start(program))
    }

    /// Waits for a program's end.
    @discardableResult
    package func waitForEnd(of process: Int) async throws -> GuestProgramState {
        var pace = PollPace()
        while true {
            let state = try await state(of: process)
            if state.hasEnded { return state }
            try await pace.pause()
        }
    }

    static func bytes(_ value: JSONValue?) throws -> [UInt8] {
        guard let text = value?.string else { return [] }
        guard let bytes = Base64.bytes(text) else {
            throw GuestAgentError(.violation, "the guest agent sent data that is not in base64")
        }
        return bytes
    }
}

/// The pauses between looks at something that takes its time: short at first, and again when something happens.
package struct PollPace: Sendable {
    private static let shortest = Duration.milliseconds(5)
    private static let longest = Duration.milliseconds(500)
    private var next = PollPace.shortest

    package init() {}

    /// Waits; longer each time.
    package mutating func pause() async throws {
        try await Task.sleep(for: next)
        next = min(next * 3 / 2, Self.longest)
    }

    /// Makes the next pause a short one again, since something happened.
    package mutating func quicken() {
        next = Self.shortest
    }
}
