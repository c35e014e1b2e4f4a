import ComponentAPI
import HCLValues
import Synchronization
import TestSupport
import Testing

@testable import Provisioners

/// The provisioners that only wait.
@Suite struct PauseTests {
    private func run(
        _ type: ProvisionerType, _ values: [String: HCLValue], ask: (@Sendable (String) async throws -> String)? = nil
    ) async throws -> [String] {
        let events = NotedEvents()
        let machine = Machine(communicator: nil, generatedData: [:], log: events.log, ask: ask)
        try await ComponentFixture.make(type, values).provision(machine)
        return events.said
    }

    @Test(
        arguments: [
            ([:], "Pausing at breakpoint provisioner."),
            (["note": .string("look")], "Pausing at breakpoint provisioner with note \"look\"."),
        ] as [([String: HCLValue], String)])
    func `a breakpoint waits for an answer`(values: [String: HCLValue], line: String) async throws {
        let asked = Mutex<[String]>([])
        let said = try await run(BreakpointProvisioner.type, values) { question in
            asked.withLock { $0.append(question) }
            return ""
        }
        #expect(said == [line])
        #expect(asked.withLock { $0 } == ["Press enter to continue."])
    }

    @Test(
        arguments: [
            (["disable": .bool(true)], "Breakpoint provisioner disabled; continuing..."),
            (
                ["disable": .bool(true), "note": .string("look")],
                "Breakpoint provisioner with note \"look\" disabled; continuing..."
            ),
        ] as [([String: HCLValue], String)])
    func `a disabled breakpoint asks nobody`(values: [String: HCLValue], line: String) async throws {
        let said = try await run(BreakpointProvisioner.type, values) { _ in throw CancellationError() }
        #expect(said == [line])
    }

    @Test func `a breakpoint where nobody can answer goes on and says so`() async throws {
        #expect(try await run(BreakpointProvisioner.type, [:]).last == "Nobody can be asked here; continuing...")
    }

    @Test func `sleep ends by itself, and at once when the build is cancelled`() async throws {
        #expect(try await run(SleepProvisioner.type, ["duration": .string("1ms")]) == [])
        let sleeping = Task { try await run(SleepProvisioner.type, ["duration": .string("100h")]) }
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
        let complaints = try ComponentFixture.complaints(SleepProvisioner.type, [:])
        #expect(complaints.count == 1)
    }
}
