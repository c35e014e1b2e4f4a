import BuildEvents
import Diagnostics
import QEMU

/// Tells an installer that is done from a guest that reboots for another reason.
///
/// Both look alike from outside: kernels that are told so (`panic=`) reboot when they cannot go on, and processors are
/// reset by what they cannot execute. The machine has stopped meanwhile and shows what it showed last.
struct JudgeInstaller: Sendable {
    let evidence: Evidence
    /// Whether the guest's disks were empty when it started.
    let startsEmpty: Bool

    /// - Throws: `InstallerFailed`.
    func run(_ machine: RunningMachine) async throws {
        let serial = SerialLog(command: machine.command)?.text ?? ""
        let screen = machine.hasEnded ? [] : await evidence.noteScreen(withPicture: false)?.lines ?? []
        if let words = Self.panic(in: serial.split(whereSeparator: \.isNewline).map(String.init) + screen) {
            throw InstallerFailed.panicked(words)
        }
        guard startsEmpty, !machine.hasEnded, await evidence.bytesWritten() == 0 else { return }
        throw InstallerFailed.wroteNothing
    }

    /// The line with which Linux ends (`panic()` in its `kernel/panic.c`).
    static func panic(in lines: [String]) -> String? {
        lines.first { $0.contains("Kernel panic - not syncing") }
    }
}

/// A guest that was to install itself ended without having done so.
enum InstallerFailed: Error, Hashable {
    /// Its kernel's last words.
    case panicked(String)
    case wroteNothing
}

extension InstallerFailed: DiagnosticConvertible, CustomStringConvertible {
    var description: String { "\(diagnostic.summary): \(diagnostic.detail)" }

    var diagnostic: Diagnostic {
        switch self {
        case .panicked(let words):
            Diagnostic(
                "The guest's kernel panicked", detail: "The guest ended before it was installed: \(words)",
                advice: ["Read what it said before: the cause mostly stands there."])
        case .wroteNothing:
            Diagnostic(
                "Nothing was installed", detail: "The guest ended without having written anything to its disks.",
                advice: ["Set direct_boot_once = false if it is to go on from memory."])
        }
    }
}
