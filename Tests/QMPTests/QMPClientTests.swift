import HostOS
import Testing

@testable import QMP

/// A monitor that is played by the test.
struct QMPClientTests {
    private func withMonitor(
        _ body: (QMPClient, SocketStream) async throws -> Void
    ) async throws {
        let (ours, theirs) = try SocketStream.pair()
        try await theirs.write(Array(#"{"QMP": {}}"#.utf8) + [10])
        // The first command is the negotiation.
        try await theirs.write(Array(#"{"return": {}, "id": 1}"#.utf8) + [10])
        try await withQMPClient(over: ours) { client in try await body(client, theirs) }
    }

    @Test func `a stop ends the waits for it, also one that began later`() async throws {
        try await withMonitor { client, monitor in
            let before = await client.stopCount
            async let wait: Void = client.waitForStop(beyond: before)
            try await monitor.write(Array(#"{"event": "STOP", "timestamp": {}}"#.utf8) + [10])
            try await wait
            try await client.waitForStop(beyond: before)
            #expect(await client.stopCount == before + 1)
        }
    }

    @Test func `the end of the conversation ends the wait for a stop`() async throws {
        try await withMonitor { client, monitor in
            monitor.close()
            await #expect(throws: QMPError.closed) { try await client.waitForStop(beyond: 0) }
        }
    }

    @Test func `cancellation ends the wait for a stop`() async throws {
        try await withMonitor { client, _ in
            let wait = Task { try await client.waitForStop(beyond: 0) }
            wait.cancel()
            await #expect(throws: CancellationError.self) { try await wait.value }
        }
    }

    @Test func `a refusal carries QEMU's words`() async throws {
        try await withMonitor { client, monitor in
            try await monitor.write(
                Array(#"{"error": {"class": "GenericError", "desc": "no such thing"}, "id": 2}"#.utf8) + [10])
            let failure = await #expect(throws: QMPFailure.self) { try await client.execute("x") }
            #expect(failure?.text == "no such thing")
        }
    }
}
