import AsyncSupport
import BuildEvents
import Diagnostics
import JSONText
import QEMU
import QMP

/// Waits until a guest that was started by its kernel has done its work, and QEMU with it.
struct AwaitInstaller: Sendable {
    /// `nil` for no limit.
    let timeout: Duration?
    let log: BuildLog

    /// - Returns: whether the guest rebooted, rather than switched itself off.
    func run(_ machine: RunningMachine) async throws -> Bool {
        log.say("Waiting for the guest to reboot...")
        do {
            guard let timeout else { return try await wait(for: machine) }
            return try await withDeadline(timeout) { try await wait(for: machine) }
        } catch is DeadlineExceeded {
            throw DiagnosticError(
                Diagnostic(
                    "Timeout waiting for the installer",
                    detail: "The guest neither rebooted nor switched itself off within \((timeout ?? .zero).inWords).",
                    advice: [
                        "Allow it more time (ssh_timeout, or shutdown_timeout without a communicator), or set "
                            + "direct_boot_once = false if the guest is to go on as it is."
                    ]))
        }
    }

    private func wait(for machine: RunningMachine) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask { await Self.reason(machine) }
            group.addTask {
                do {
                    return try await machine.whileRunning {
                        try await Task.sleep(for: .seconds(1 << 30))
                        return nil
                    }
                } catch let ended as QEMUEnded where ended.endedWell {
                    return nil
                }
            }
            defer { group.cancelAll() }
            var hasRebooted = false
            for try await result in group { hasRebooted = result ?? hasRebooted }
            return hasRebooted
        }
    }

    /// Whether the guest's end, which QEMU tells just before its own, is a reboot.
    private static func reason(_ machine: RunningMachine) async -> Bool? {
        for await event in machine.monitor.events where event.name == "SHUTDOWN" {
            return event.data["reason"]?.string == "guest-reset"
        }
        return nil
    }
}
