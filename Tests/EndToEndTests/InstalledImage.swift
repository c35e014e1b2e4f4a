import HostOS
import TestSupport

/// A finished image of the tiny installer, started without anything beside it.
struct InstalledImage {
    let path: String
    /// The program that runs it, with the kind of its machine.
    var machine = ["qemu-system-x86_64", "-machine", "pc", "-cpu", "max"]
    /// The firmware's code and its variables, where the machine is to boot by EFI; the variables are written to.
    var firmware: (code: String, variables: String)?

    /// Boots until the system says that it is ready.
    ///
    /// The image itself is not written to: the machine gets an overlay.
    func boot(in ingot: IngotFixture) async throws {
        let overlay = ingot.directory + "/overlay.qcow2"
        let made = try await runProcess(
            "qemu-img", ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", path, overlay])
        guard made.exit == .status(0) else { throw FixtureFailure(made.errorText) }
        let flash = firmware.map {
            [
                "-drive", "file=\($0.code),if=pflash,unit=0,format=raw,readonly=on",
                "-drive", "file=\($0.variables),if=pflash,unit=1,format=raw",
            ]
        }
        let machine = try await ChildProcess.start(
            machine[0],
            machine.dropFirst() + [
                "-accel", "tcg", "-m", "256", "-display", "none", "-no-reboot",
                "-drive", "file=\(overlay),if=virtio,format=qcow2", "-nic", "none", "-serial", "stdio",
            ] + (flash ?? []), standardOutput: .pipe, standardError: .standardOutput)
        try await withChildProcess(machine, ladder: .immediate) { machine in
            guard let serial = machine.standardOutput else { throw FixtureFailure("no pipe") }
            var said: [String] = []
            for try await line in serial.lines {
                said.append(line)
                if line.contains("tiny: ready") { return }
            }
            throw FixtureFailure("the image did not boot:\n\(said.suffix(30).joined(separator: "\n"))")
        }
    }
}

/// The EFI firmware that a build took, by the command line in its log, with the variables that its package has.
struct BuiltFirmware {
    let code: String
    let variables: String

    init?(_ ingot: IngotFixture) throws {
        let log = try HostFiles.readText(ingot.log)
        guard let found = log.firstMatch(of: /file=([^ ,]+_CODE[^ ,]*),if=pflash/) else { return nil }
        code = String(found.1)
        variables = code.replacing("_CODE", with: "_VARS").replacing(".secboot", with: "")
    }
}
