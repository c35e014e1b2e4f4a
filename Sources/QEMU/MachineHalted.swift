import Diagnostics

/// QEMU lives, but its guest does not run any more.
package struct MachineHalted: Error, Hashable, Sendable {
    /// QEMU's name of the state (`query-status`).
    package var status: String

    /// `nil` for states that are none of trouble, such as `running` or `paused`.
    init?(status: String) {
        guard Self.reasons[status] != nil else { return nil }
        self.status = status
    }

    private static let reasons = [
        "io-error": "a disk of the machine cannot be read or written, mostly because the host's disk is full",
        "internal-error": "QEMU cannot go on with the guest's instructions",
        "guest-panicked": "the guest's system panicked",
        "watchdog": "the guest's watchdog has run out",
    ]
    private static let advice = [
        "io-error": "Make room where output_directory is, or name another one.",
        "internal-error": "Set accelerator = \"tcg\" if the machine runs under KVM inside another virtual machine.",
    ]
}

extension MachineHalted: DiagnosticConvertible, CustomStringConvertible {
    package var description: String {
        "the machine was stopped (\(status)): \(Self.reasons[status] ?? "the reason is not known")"
    }

    package var diagnostic: Diagnostic {
        Diagnostic("Machine halted", detail: "\(self).", advice: Self.advice[status].map { [$0] } ?? [])
    }
}
