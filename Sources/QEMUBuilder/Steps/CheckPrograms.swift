import Diagnostics
import HostOS
import QEMU

/// Looks for all that the build will need of this host, before the long download.
struct CheckPrograms: Sendable {
    let options: QEMUOptions
    /// The path of a program by its name; `nil` where there is none.
    var find: @Sendable (String) -> String? = { HostEnvironment.find(executable: $0) }

    /// - Throws: `DiagnosticError` with everything that is missing.
    func run() throws {
        var missing: [Diagnostic] = []
        if find("qemu-img") == nil {
            missing.append(
                Self.missing("qemu-img", needed: "to make disks", advice: "Install the package qemu-utils."))
        }
        if makesMedium, CreateCD.programs.allSatisfy({ find($0) == nil }) { missing.append(CreateCD.missingProgram) }
        if options.machine.boot.tpm != nil, find("swtpm") == nil { missing.append(VirtualTPM.missingProgram) }
        if let firmware = CopyFirmwareVariables(options: options).missingFile { missing.append(firmware) }
        guard missing.isEmpty else { throw DiagnosticError(missing) }
    }

    private var makesMedium: Bool { options.media.cd != nil || options.cloudInit?.delivery == .cd }

    private static func missing(_ program: String, needed: String, advice: String) -> Diagnostic {
        Diagnostic(
            "\(program) not found", detail: "The program \(program) is needed \(needed), and is not on the PATH.",
            advice: [advice])
    }
}
