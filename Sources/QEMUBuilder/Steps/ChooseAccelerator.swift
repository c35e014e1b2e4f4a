import BuildEvents
import Diagnostics
import HostOS
import QEMU

/// Decides what runs the guest's instructions, and says why it is the slow way where it is.
struct ChooseAccelerator: Sendable {
    /// `nil` where the template leaves it to us.
    let wanted: Accelerator?
    let architecture: Architecture
    let program: QEMUProgram
    let cacheDirectory: String

    func run(_ log: BuildLog) async throws -> Accelerator {
        if let wanted, wanted != .kvm { return wanted }
        guard architecture == Architecture.host else {
            return try fallBack(log, "the guest's processor is \(architecture.rawValue) and this host's is another one")
        }
        switch try await KVMProbe(program: program, cacheDirectory: cacheDirectory).ask() {
        case .usable:
            return .kvm
        case .unusable(let reason):
            return try fallBack(log, reason)
        }
    }

    private func fallBack(_ log: BuildLog, _ reason: String) throws -> Accelerator {
        guard wanted == nil else {
            throw DiagnosticError(
                Diagnostic(
                    "KVM not usable", detail: "The template asks for accelerator = \"kvm\", but \(reason).",
                    advice: ["Leave accelerator out to fall back to emulation, which is much slower."]))
        }
        log.say("KVM is not used, so the build will be slow: \(reason)")
        return .tcg
    }
}

/// Decides whether QEMU opens a window.
struct ChooseDisplay: Sendable {
    let window: MachineOptions.Window
    let program: QEMUProgram
    let environment: [String: String]

    /// The value of `-display`, `nil` for no such switch.
    func run(_ log: BuildLog) async throws -> String? {
        switch window {
        case .noSwitch: return nil
        case .kind(let kind): return kind
        case .unsaid: break
        }
        let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
        if hasDesktop, try await program.hasDisplay("gtk") { return "gtk" }
        log.say("No window is shown: there is no desktop here, or QEMU's module for it is missing")
        return "none"
    }
}
