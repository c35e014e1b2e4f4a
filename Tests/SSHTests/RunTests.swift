import SSH
import Synchronization
import TestSupport
import Testing

@Suite struct RunTests {
    @Test func `a command's output, status and error stream arrive`() async throws {
        try await withSession { session, _ in
            let lines = Collected<RemoteOutput>()
            let exit = try await session.run("echo one; echo two >&2; printf 'three'; exit 7") { lines.add($0) }
            #expect(exit == .status(7))
            #expect(lines.all.filter(\.isStandardOutput) == [.standardOutput("one"), .standardOutput("three")])
            #expect(lines.all.filter { !$0.isStandardOutput } == [.standardError("two")])
        }
    }

    @Test func `a signal that ends a command is told by name`() async throws {
        try await withSession { session, _ in
            try await #expect(session.exit(of: "kill -TERM $$") == .signal("TERM"))
        }
    }

    @Test func `output of many megabytes arrives whole`() async throws {
        try await withSession { session, _ in
            let count = Mutex(0)
            let exit = try await session.run("seq 1 1000000") { line in count.withLock { $0 += 1 } }
            #expect(exit == .status(0))
            #expect(count.withLock { $0 } == 1_000_000)
        }
    }

    @Test func `a command with a terminal sees one`() async throws {
        try await withSession { session, _ in
            try await #expect(session.exit(of: "test -t 1", terminal: true) == .status(0))
            try await #expect(session.exit(of: "test -t 1") == .status(1))
        }
    }

    @Test func `a cancelled command ends at once and the session goes on`() async throws {
        try await withSession { session, _ in
            let started = AsyncStream<Void>.makeStream()
            let command = Task {
                try await session.run(forever) { _ in started.continuation.finish() }
            }
            for await _ in started.stream {}
            command.cancel()
            await #expect(throws: CancellationError.self) { try await command.value }
            try await #expect(session.exit(of: "true") == .status(0))
        }
    }

    @Test func `a command that waits behind another is cancelled where it waits`() async throws {
        try await withSession { session, _ in
            let started = AsyncStream<Void>.makeStream()
            let first = Task { try await session.run(forever) { _ in started.continuation.finish() } }
            for await _ in started.stream {}
            let second = Task { try await session.run("true") { _ in } }
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
            first.cancel()
            _ = await first.result
        }
    }

    @Test func `a connection that is lost during a command is told as such`() async throws {
        try await withSession { session, server in
            let started = AsyncStream<Void>.makeStream()
            let command = Task {
                try await session.run(forever) { _ in started.continuation.finish() }
            }
            for await _ in started.stream {}
            server.stop()
            let error = await #expect(throws: SSHError.self) { try await command.value }
            #expect(error?.kind == .disconnected)
            #expect(!session.isConnected)
        }
    }
}

/// Prints until nobody reads it any more, so that it does not outlive its connection.
private let forever = "while echo started; do sleep 0.05; done"
