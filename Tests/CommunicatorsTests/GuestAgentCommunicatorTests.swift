import Communicators
import ComponentAPI
import Diagnostics
import GuestAgent
import HCLValues
import HostOS
import Synchronization
import TestSupport
import Testing

/// Against Debian's qemu-ga on this host, which stands for the guest.
@Suite struct GuestAgentCommunicatorTests {
    @Test func `a command's output comes while it runs, and its status at its end`() async throws {
        try await withCommunicator { communicator, folder in
            let marker = folder + "/go on"
            let lines = Mutex<[CommandOutput]>([])
            let exit = try await communicator.run(
                "echo one; until [ -e '\(marker)' ]; do sleep 0.02; done; echo two >&2; printf three; exit 9"
            ) { line in
                lines.withLock { $0.append(line) }
                // The command goes on only once its first line was seen.
                if line == .standardOutput("one") { try? write("", to: marker) }
            }
            #expect(exit == .status(9))
            #expect(
                Set(lines.withLock { $0 }.map { "\($0)" })
                    == Set(
                        [CommandOutput.standardOutput("one"), .standardError("two"), .standardOutput("three")].map {
                            "\($0)"
                        }))
        }
    }

    @Test func `much output is whole and in order`() async throws {
        try await withCommunicator { communicator, _ in
            let count = Mutex(0)
            let exit = try await communicator.run("seq 1 200000") { line in
                count.withLock { count in
                    if line == .standardOutput("\(count + 1)") { count += 1 }
                }
            }
            #expect(exit == .status(0))
            #expect(count.withLock { $0 } == 200_000)
        }
    }

    @Test(arguments: [
        ("kill -9 $$", CommandExit.signal("KILL")), ("exit 255", .status(255)), ("no-such-program", .status(127)),
    ])
    func `a command's end is told`(command: String, exit: CommandExit) async throws {
        try await withCommunicator { communicator, _ in
            let seen = try await communicator.run(command) { _ in }
            #expect(seen == exit)
        }
    }

    @Test func `quotes, dollars and ends of lines reach the shell as they are`() async throws {
        try await withCommunicator { communicator, _ in
            let lines = Mutex<[CommandOutput]>([])
            _ = try await communicator.run("x='a\"b'\necho \"$x $0\" $#\ncat") { line in
                lines.withLock { $0.append(line) }
            }
            #expect(lines.withLock { $0 } == [.standardOutput("a\"b /bin/sh 0")])
        }
    }

    @Test func `files move with their modes, and are private before they have them`() async throws {
        try await withCommunicator { communicator, folder in
            try write([1, 2, 3], to: folder + "/local", mode: 0o751)
            let sent = Mutex<Int64>(0)
            try await communicator.upload(.file(path: folder + "/local", mode: nil), to: folder + "/remote") { count in
                sent.withLock { $0 = count }
            }
            #expect(sent.withLock { $0 } == 3)
            #expect(try fileMode(folder + "/remote") == 0o751)
            try await communicator.upload(.bytes([7], mode: 0o600), to: folder + "/secret", progress: nil)
            #expect(try fileMode(folder + "/secret") == 0o600)
            try makeFolder(folder + "/folder")
            try await communicator.upload(
                .file(path: folder + "/local", mode: 0o644), to: folder + "/folder", progress: nil)
            #expect(try listing(folder + "/folder").first?.hasPrefix("local 644 3 ") == true)
            try await communicator.download(folder + "/remote", to: folder + "/back", progress: nil)
            #expect(try readBytes(folder + "/back") == [1, 2, 3])
        }
    }

    @Test func `folders go there and back`() async throws {
        try await withCommunicator { communicator, folder in
            let tree = folder + "/tree"
            try makeFolder(tree, mode: 0o755)
            try makeFolder(tree + "/sub dir", mode: 0o750)
            try makeFolder(tree + "/sub dir/empty", mode: 0o555)
            try write("#!/bin/sh\n", to: tree + "/it's.sh", mode: 0o755)
            try write([UInt8](repeating: 9, count: 400_000), to: tree + "/sub dir/$HOME*", mode: 0o600)
            try await communicator.uploadDirectory(tree + "/", to: folder + "/content")
            #expect(try listing(folder + "/content") == listing(tree))
            try await communicator.uploadDirectory(tree, to: folder + "/whole")
            #expect(try listing(folder + "/whole/tree") == listing(tree))
            try await communicator.downloadDirectory(folder + "/content", to: folder + "/back")
            let names = try listing(folder + "/back/content").map { $0.split(separator: " ").first }
            let wanted = try listing(tree).map { $0.split(separator: " ").first }
            #expect(names == wanted)
            #expect(try fileMode(folder + "/back/content/it's.sh") == 0o755)
        }
    }

    @Test func `a file that is not there is told in words`() async throws {
        try await withCommunicator { communicator, folder in
            let error = await #expect(throws: GuestAgentError.self) {
                try await communicator.download(folder + "/nothing", to: folder + "/x", progress: nil)
            }
            #expect(error?.message.contains("No such file") == true)
            await #expect(throws: GuestAgentError.self) {
                try await communicator.upload(.bytes([], mode: 0o600), to: "/nonexistent/x", progress: nil)
            }
        }
    }

    @Test func `the files of a command's output are private, and gone after it`() async throws {
        try await withCommunicator { communicator, _ in
            let lines = Mutex<[CommandOutput]>([])
            _ = try await communicator.run("stat -L -c %a /proc/$$/fd/2; readlink /proc/$$/fd/1; umask") { line in
                lines.withLock { $0.append(line) }
            }
            let texts = lines.withLock { $0 }.map { if case .standardOutput(let text) = $0 { text } else { "" } }
            #expect(texts.first == "600")
            #expect(texts.last != "0077")
            let path = try #require(texts.dropFirst().first?.split(separator: " ").first)
            #expect(path.hasPrefix("/tmp/.ingot-"))
            #expect(!HostFiles.exists(String(path)))
        }
    }

    @Test func `an agent that ends during a command is a disconnect`() async throws {
        try await withAgentProcess { process, socket in
            let communicator = try await GuestAgentCommunicator.connect(
                options(), socket: socket, log: NotedEvents().log)
            let started = AsyncStream<Void>.makeStream()
            let command = Task {
                try await communicator.run("echo on; exec sleep 20") { _ in started.continuation.finish() }
            }
            for await _ in started.stream {}
            process.endAll()
            await #expect(throws: CommunicatorDisconnected.self) { try await command.value }
        }
    }

    @Test(arguments: [
        "sleep 300 & sleep 301; true", "trap '' HUP TERM; sleep 302 & sleep 303; sleep 304",
    ])
    func `a cancelled command leaves nothing running`(command: String) async throws {
        try await withCommunicator { communicator, _ in
            let started = AsyncStream<Int32>.makeStream()
            let task = Task {
                try await communicator.run("echo $$; \(command)") { line in
                    if case .standardOutput(let text) = line { started.continuation.yield(Int32(text) ?? 0) }
                    started.continuation.finish()
                }
            }
            var shell: Int32 = 0
            for await number in started.stream { shell = number }
            #expect(shell > 1)
            // The command's shell may not have come to its children yet: whatever there is has to go.
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let left = try Self.members(of: shell)
            #expect(left.isEmpty)
        }
    }

    /// The processes of a group that run, by proc(5).
    private static func members(of group: Int32) throws -> [Int32] {
        try HostFiles.list("/proc").compactMap { name -> Int32? in
            // A process may end while it is looked at.
            guard let number = Int32(name), let text = try? HostFiles.readText("/proc/\(name)/stat", limit: 4096),
                let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[end...].split(separator: " ")
            return fields.count > 3 && fields[1] != "Z" && fields[3] == "\(group)" ? number : nil
        }
    }

    @Test func `an agent that never answers is given up in time, with advice`() async throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        let listener = try SocketListener.unix(path: folder + "/agent")
        var options = try options()
        options.timeout = .milliseconds(50)
        let wanted = options
        let error = await #expect(throws: GuestAgentError.self) {
            try await GuestAgentCommunicator.connect(wanted, socket: folder + "/agent", log: NotedEvents().log)
        }
        #expect(error?.kind == .silent)
        #expect(error?.diagnostic.advice.first?.contains("qemu-guest-agent") == true)
        listener.close()
    }

    @Test func `an agent that may not run programs is of no use, and that is said`() async throws {
        try await withAgentProcess(["-b", "guest-exec"]) { _, socket in
            let wanted = try options()
            let error = await #expect(throws: GuestAgentError.self) {
                try await GuestAgentCommunicator.connect(wanted, socket: socket, log: NotedEvents().log)
            }
            #expect(error == GuestAgentError(.unusable, "the guest agent does not offer guest-exec"))
        }
    }

    private func options() throws -> GuestAgentOptions {
        try communicatorOptions(["communicator": .string("qemu-ga")]).guestAgent
    }

    private func withCommunicator(_ body: (GuestAgentCommunicator, String) async throws -> Void) async throws {
        try await withAgentProcess { _, socket in
            let communicator = try await GuestAgentCommunicator.connect(
                options(), socket: socket, log: NotedEvents().log)
            let folder = try makeTemporaryDirectory()
            defer { removeTree(folder) }
            do {
                try await body(communicator, folder)
            } catch {
                await communicator.close()
                throw error
            }
            await communicator.close()
        }
    }

    private func withAgentProcess(
        _ further: [String] = [], _ body: (ProcessBox, String) async throws -> Void
    ) async throws {
        let directory = try makeTemporaryDirectory()
        defer { removeTree(directory) }
        let process = ProcessBox()
        try process.start(
            "/usr/sbin/qemu-ga",
            ["-m", "unix-listen", "-p", directory + "/agent", "-t", directory, "-f", directory + "/pid"] + further)
        defer { process.endAll() }
        try await body(process, directory + "/agent")
    }
}
