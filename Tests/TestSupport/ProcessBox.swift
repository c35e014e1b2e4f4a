import Glibc
internal import HostOS
internal import Synchronization

/// A test's own preparation went wrong.
package struct FixtureFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// A process in a group of its own that a fixture owns.
package final class ProcessBox: Sendable {
    private let id = Mutex<pid_t>(0)

    package init() {}

    deinit {
        endAll()
    }

    /// Starts a program whose input and output are the null device.
    package func start(_ executable: String, _ arguments: [String]) throws {
        try spawn(executable, arguments, output: nil)
    }

    /// Starts a program and waits until its output, of either kind, holds a text, such as that it listens.
    ///
    /// - Throws: `FixtureFailure` with the output if the program ends before.
    package func start(_ executable: String, _ arguments: [String], until text: String) async throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw FixtureFailure("cannot make a pair of sockets") }
        let (source, target) = (ends[0], ends[1])
        do {
            defer { close(target) }
            try spawn(executable, arguments, output: target)
        } catch {
            close(source)
            throw error
        }
        let (pieces, continuation) = AsyncStream<[UInt8]>.makeStream()
        // To the end, or the program would stand still once nothing more fits in.
        Task {
            try await onOwnThread("output") {
                defer { close(source) }
                var piece = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = read(source, &piece, piece.count)
                    if count < 0 && errno == EINTR { continue }
                    guard count > 0 else { return continuation.finish() }
                    continuation.yield(Array(piece[..<count]))
                }
            }
        }
        var output: [UInt8] = []
        for await piece in pieces {
            output += piece
            if String(decoding: output, as: UTF8.self).contains(text) { return }
        }
        try Task.checkCancellation()
        throw FixtureFailure("\(executable) ended at once: \(String(decoding: output, as: UTF8.self))")
    }

    /// Starts a server and waits until it listens: for those that do not say so themselves.
    ///
    /// strace(1) tells of the system call; it is no parent of the server, and ends with it.
    ///
    /// - Throws: `FixtureFailure` with the output if the program ends before.
    package func startListening(_ executable: String, _ arguments: [String]) async throws {
        try await start(
            "/usr/bin/strace", ["-D", "-qq", "-e", "trace=listen", "-e", "signal=none", executable] + arguments,
            until: "= 0")
    }

    private func spawn(_ executable: String, _ arguments: [String], output: Int32?) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 {
            if let output, descriptor > 0 {
                posix_spawn_file_actions_adddup2(&actions, output, descriptor)
            } else {
                posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
            }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A thread that spawns may have all signals blocked, which programs would inherit.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var started: pid_t = 0
        let status = posix_spawn(&started, executable, &actions, &attributes, &words, environ)
        guard status == 0 else {
            throw FixtureFailure("cannot start \(executable): \(String(cString: strerror(status)))")
        }
        id.withLock { $0 = started }
    }

    package var isRunning: Bool {
        id.withLock { id in
            guard id > 0 else { return false }
            var information = siginfo_t()
            return waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT) == 0
                && information.si_signo == 0
        }
    }

    /// Kills the process with all that descends from it, and waits for its end.
    package func endAll() {
        id.withLock { id in
            guard id > 0 else { return }
            // Stopped first, so that it starts nothing while we look.
            kill(id, SIGSTOP)
            for descendant in Self.descendants(of: id) { kill(descendant, SIGKILL) }
            kill(id, SIGKILL)
            while waitpid(id, nil, 0) < 0, errno == EINTR {}
            id = 0
        }
    }

    private static func descendants(of id: pid_t) -> [pid_t] {
        guard let list = fopen("/proc/\(id)/task/\(id)/children", "r") else { return [] }
        defer { fclose(list) }
        var text = [CChar](repeating: 0, count: 65536)
        guard fgets(&text, Int32(text.count), list) != nil else { return [] }
        let words = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return words.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }.flatMap {
            [$0] + descendants(of: $0)
        }
    }

    /// Runs a program to its end and demands status 0.
    package static func run(_ executable: String, _ arguments: [String]) throws {
        let process = ProcessBox()
        try process.start(executable, arguments)
        var status: Int32 = 0
        process.id.withLock { id in
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            id = 0
        }
        guard status == 0 else { throw FixtureFailure("\(executable) ended with status \(status)") }
    }
}
