internal import AsyncSupport
internal import ComponentAPI
internal import GuestAgent
internal import HostOS
internal import SSH
internal import Synchronization

/// One command in a guest, with its output while it runs.
///
/// The agent tells what a program printed only at its end, and no more than 16 MiB. Here the output goes to two files
/// of the guest that are read meanwhile, and removed as soon as both sides have them open; where they cannot be made,
/// the agent's way is used.
struct GuestCommand {
    let client: GuestAgentClient
    let text: String
    let output: @Sendable (CommandOutput) -> Void

    /// Runs `$1` with its output in `$2.out` and `$2.err`, which only the agent's user may read.
    ///
    /// The second one is there when the shell has both open. The command gets a process group of its own, by which it
    /// can be ended as a whole; agents leave it in theirs. A shell that leads its group already must not call
    /// `setsid`, which would go on in another process then.
    private static let script = """
        export HOME="${HOME:-/root}"; cd "$HOME" 2>/dev/null; u=$(umask); \
        { read -r _ _ _ _ g _ </proc/$$/stat; } 2>/dev/null; \
        if [ "${g:-$$}" != $$ ] && command -v setsid >/dev/null; then s=setsid; else s=; fi; \
        if [ -w "${2%/*}" ]; \
        then umask 077; exec $s /bin/sh -c "umask $u; $1" >"$2.out" 2>"$2.err" </dev/null; \
        else exec $s /bin/sh -c "$1" </dev/null; fi
        """

    func run() async throws -> CommandExit {
        let stem = "/tmp/.ingot-\(RandomBytes.hex(count: 16))"
        let process = try await client.start(.shell(Self.script, [text, stem]))
        do {
            return try await follow(process, stem)
        } catch let error as CancellationError {
            await end(process, stem)
            throw error
        } catch let error as GuestAgentError where error.kind == .refused {
            // An agent that was started anew knows nothing of the process.
            throw CommunicatorDisconnected(detail: error.message)
        }
    }

    private func follow(_ process: Int, _ stem: String) async throws -> CommandExit {
        var standardOutput = FollowedFile(path: stem + ".out")
        var standardError = FollowedFile(path: stem + ".err")
        var removal: Int?
        var pace = PollPace()
        while true {
            // Asked first: what a command that has ended printed is there to be read.
            let state = try await client.state(of: process)
            // The second file first: with it, the first one is there as well.
            let isTelling = try await standardError.read(client) { output(.standardError($0)) }
            let isMoving = try await standardOutput.read(client) { output(.standardOutput($0)) }
            if removal == nil, state.hasEnded || (standardError.isOpen && standardOutput.isOpen) {
                removal = try await client.start(.shell("rm -f \"$1.out\" \"$1.err\"", [stem]))
            }
            guard state.hasEnded else {
                if isMoving || isTelling { pace.quicken() }
                try await pace.pause()
                continue
            }
            try await standardOutput.finish(client, and: state.output) { output(.standardOutput($0)) }
            try await standardError.finish(client, and: state.errors) { output(.standardError($0)) }
            if let removal { try await client.waitForEnd(of: removal) }
            return state.exit
        }
    }

    /// Ends the group of process `$1`, or the process where it has none: kindly, and after two seconds for good.
    private static let ending = """
        rm -f "$2.out" "$2.err"; p=$1; kill -HUP "-$p" 2>/dev/null && p=-$p || kill -HUP "$p"; \
        kill -TERM "$p"; i=0; \
        while kill -0 "$p" && [ $i -lt 20 ]; do sleep 0.1 || sleep 1; i=$((i + 1)); done 2>/dev/null; \
        kill -KILL "$p" 2>/dev/null
        """

    /// Nobody wants the result any more; a process that cannot be ended is left to the machine's end.
    private func end(_ process: Int, _ stem: String) async {
        let script = Self.ending
        _ = await withUncancelled { [client] in
            try await withDeadline(.seconds(30)) {
                _ = try await client.run(.shell(script, [String(process), stem]))
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

    var isOpen: Bool { file != nil }

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
