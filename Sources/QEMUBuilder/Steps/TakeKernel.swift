import BuildEvents
import Diagnostics
import HostOS
import QEMU

/// Gets the kernel that QEMU starts by itself, out of the installer's ISO where it is there.
struct TakeKernel: Sendable {
    let options: DirectBootOptions?
    /// The path of the ISO.
    let image: String
    let scratch: String

    /// The kernel without its arguments, which are known when the machine starts; `nil` where there is none to start.
    func run(_ log: BuildLog) async throws -> MachineDescription.Kernel? {
        guard let options else { return nil }
        let kernel = try await take(options.kernel, as: "kernel", log)
        var initrd: String?
        if let place = options.initrd { initrd = try await take(place, as: "initrd", log) }
        return .init(path: kernel, initrd: initrd, arguments: "")
    }

    private func take(_ place: DirectBootOptions.Place, as name: String, _ log: BuildLog) async throws -> String {
        switch place {
        case .onHost(let path):
            // Said here, because QEMU's own words name no option.
            _ = try HostFiles.size(path)
            return path
        case .inISO(let path):
            log.say("Taking \(own: path) out of the ISO...")
            return try await extract(path, to: HostPath.join(scratch, name))
        }
    }

    private func extract(_ path: String, to target: String) async throws -> String {
        guard HostEnvironment.find(executable: "xorriso") != nil else {
            throw DiagnosticError(
                Diagnostic(
                    "xorriso not found",
                    detail: "To take a kernel out of an ISO the program xorriso is needed, which is not on the PATH.",
                    advice: ["Install the package xorriso, or write direct_kernel = \"file:PATH\"."]))
        }
        let result = try await runProcess(
            "xorriso",
            [
                "-osirrox", "on", "-indev", "stdio:\(image)", "-extract", HostPath.cleaned("/" + path), target,
            ])
        guard result.exit.isSuccess, HostFiles.kind(of: target) == .file else {
            let words = result.errorText.split(whereSeparator: \.isNewline).filter { $0.contains("FAILURE") }
            throw DiagnosticError(
                Diagnostic(
                    "Not in the ISO",
                    detail: "The file \(path) cannot be taken out of \(image). "
                        + words.map(String.init).joined(separator: " "),
                    advice: ["List what is there: xorriso -indev \(image.quotedForShell) -find /"]))
        }
        // It keeps the read-only mode that files have on a CD-ROM.
        try HostFiles.setMode(0o600, of: target)
        return target
    }
}
