internal import SSH
internal import AsyncSupport
internal import ComponentAPI
internal import GuestAgent
internal import HostOS
internal import Synchronization

/// One command in a guest, with its output while it runs.
///
/// The agent tells what a program printed only at its end, and no more than 16 MiB. Here the output goes to two files
/// of the guest that are read meanwhile; where they cannot be made, the agent's way is used.
struct GuestCommand {
    let client: GuestAgentClient
    let text: String
    let outputs: OutputFolder
    let output: @Sendable (CommandOutput) -> Void

    /// Runs as `$1` after removing the files of an earlier command, `$3` and `$4`, with its output in `$2.out` and
    /// `$2.err`; the folder of these is made here, since a restart of the guest may have emptied its place.
    private static let script = """
        export HOME="${HOME:-/root}"; cd "$HOME" 2>/dev/null; rm -f "$3.out" "$3.err"; \
        if mkdir -p -m 700 "${2%/*}" 2>/dev/null && : >"$2.out" && : >"$2.err"; \
        then exec /bin/sh -c "$1" >"$2.out" 2>"$2.err" </dev/null; \
        else exec /bin/sh -c "$1" </dev/null; fi
        """

    func run() async throws -> CommandExit {
        let (stem, earlier) = outputs.next()
        let process = try await client.start(.shell(Self.script, [text, stem, earlier]))
        do {
            return try await follow(process, stem)
        } catch let error as CancellationError {
            await end(process)
            throw error
        } catch let error as GuestAgentError where error.kind == .refused {
            // An agent that was started anew knows nothing of the process.
            throw CommunicatorDisconnected(detail: error.message)
        }
    }

    private func follow(_ process: Int, _ stem: String) async throws -> CommandExit {
        var standardOutput = FollowedFile(path: stem + ".out")
        var standardError = FollowedFile(path: stem + ".err")
        var pace = PollPace()
        while true {
            // Asked first: what a command that has ended printed is there to be read.
            let state = try await client.state(of: process)
            let isMoving = try await standardOutput.read(client) { output(.standardOutput($0)) }
            let isTelling = try await standardError.read(client) { output(.standardError($0)) }
            guard state.hasEnded else {
                if isMoving || isTelling { pace.quicken() }
                try await pace.pause()
                continue
            }
            try await standardOutput.finish(client, and: state.output) { output(.standardOutput($0)) }
            try await standardError.finish(client, and: state.errors) { output(.standardError($0)) }
            return state.exit
        }
    }

    /// Nobody wants the result any more; a process that cannot be ended is left to the machine's end.
    private func end(_ process: Int) async {
        _ = await withUncancelled { [client] in
            try await withDeadline(.seconds(5)) {
                _ = try await client.run(
                    .shell("kill -HUP -- \"-$1\" \"$1\" 2>/dev/null; kill \"$1\"", [String(process)]))
            }
        }
    }
}

/// The folder in the guest with the files of commands' output.
final class OutputFolder: Sendable {
    private let path = "/tmp/.ingot-\(RandomBytes.hex(count: 12))"
    private let count = Mutex(0)

    /// The stem of the files for another command, and of those of the last one.
    func next() -> (stem: String, earlier: String) {
        count.withLock { count in
            count += 1
            return ("\(path)/\(count)", "\(path)/\(count - 1)")
        }
    }

    /// Removes it; a guest that has gone down meanwhile keeps nothing of it but what its /tmp keeps.
    func clear(_ link: GuestAgentLink) async {
        guard count.withLock({ $0 }) > 0 else { return }
        _ = await withUncancelled { [path] in
            try await withDeadline(.seconds(5)) {
                _ = try await link.standing().run(.shell("rm -rf \"$1\"", [path]))
            }
        }
    }
}

/// A file of the guest that somebody writes, read line by line.
private struct FollowedFile {
    let path: String
    private var file: GuestFile?
    private var lines = LineSplitter()
    /// How many pieces are read before somebody else has a turn.
    private static let piecesPerTurn = 16

    init(path: String) {
        self.path = path
    }

    /// Hands on what has come since the last time.
    ///
    /// - Returns: whether there was anything.
    mutating func read(_ client: GuestAgentClient, limit: Int = piecesPerTurn, _ line: (String) -> Void) async throws
        -> Bool
    {
        if file == nil { file = try await open(client) }
        guard let file else { return false }
        var hasCome = false
        for _ in 0..<limit {
            let piece = try await client.read(file)
            if piece.isEmpty { break }
            hasCome = true
            lines.add(piece, line: line)
        }
        return hasCome
    }

    /// Hands on the rest, then what the agent has kept itself.
    mutating func finish(_ client: GuestAgentClient, and kept: [UInt8], _ line: (String) -> Void) async throws {
        while try await read(client, line) {}
        if let file { try await client.close(file) }
        lines.add(kept, line: line)
        lines.finish(line: line)
    }

    /// `nil` while the shell has not made it.
    private func open(_ client: GuestAgentClient) async throws -> GuestFile? {
        do {
            return try await client.open(path, mode: "r")
        } catch let error as GuestAgentError where error.kind == .refused {
            return nil
        }
    }
}

extension GuestProgramState {
    fileprivate var exit: CommandExit {
        if let exitCode { return .status(exitCode) }
        return .signal(signal.map(Self.signalName) ?? "UNKNOWN")
    }

    /// The names of signal(7) without `SIG`, with the numbers of x86 and ARM.
    private static func signalName(_ number: Int) -> String {
        let names = [
            1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL", 10: "USR1",
            11: "SEGV", 12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 24: "XCPU", 25: "XFSZ",
        ]
        return names[number] ?? String(number)
    }
}
