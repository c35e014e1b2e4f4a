import AsyncSupport
import BuildEvents
import Communicators
import ComponentAPI
import Diagnostics
import QEMU

/// Shuts the guest down and waits for QEMU to end.
struct ShutDownMachine: Sendable {
    let command: String?
    let timeout: Duration
    let log: BuildLog

    /// Without a command, a machine that was connected to is left to be ended by whoever started it, and one that
    /// was not ends by itself.
    func run(_ machine: RunningMachine, _ connection: (any MachineConnection)?) async throws {
        guard !machine.hasEnded else { return }
        guard let connection else {
            log.say("Waiting for shutdown...")
            return try await waitForEnd(machine) {}
        }
        guard let command else {
            log.say("No shutdown_command is set: ending the virtual machine...")
            return
        }
        log.say("Gracefully halting virtual machine...")
        try await waitForEnd(machine) {
            do {
                let exit = try await connection.run(command) { output in log.message(output.text) }
                if exit != .status(0) { log.message("The shutdown command ended with \(exit)") }
            } catch is CommunicatorDisconnected {
                // The guest went down before it could tell how the command ended.
            }
        }
    }

    private func waitForEnd(
        _ machine: RunningMachine, _ ask: @escaping @Sendable () async throws -> Void
    ) async throws {
        do {
            try await withDeadline(timeout) {
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    group.addTask {
                        try await ask()
                        return false
                    }
                    group.addTask {
                        _ = try await machine.waitForEnd()
                        return true
                    }
                    defer { group.cancelAll() }
                    while let hasEnded = try await group.next(), !hasEnded {}
                }
            }
        } catch is DeadlineExceeded {
            throw DiagnosticError(
                Diagnostic(
                    "Timeout waiting for shutdown",
                    detail: "The machine did not shut down within \(timeout.inWords) (shutdown_timeout).",
                    advice: ["Check that shutdown_command powers the machine off, or allow it more time."]))
        }
    }
}
