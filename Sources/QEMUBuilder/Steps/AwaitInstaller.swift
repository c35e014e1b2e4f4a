import AsyncSupport
import BuildEvents
import Diagnostics
import JSONText
import QEMU
import QMP

/// Waits until a guest that was started by its kernel reboots or switches itself off.
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
        do {
            return try await machine.waitForGuestEnd()
        } catch let ended as QEMUEnded where ended.endedWell {
            // The template's qemuargs may have QEMU end with its guest.
            return await machine.monitor.shutdownReason == "guest-reset"
        }
    }
}
