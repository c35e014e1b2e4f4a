import AsyncSupport
import HostOS

/// Finds out whether KVM runs a guest here.
///
/// That `/dev/kvm` opens is not enough: inside of some virtual machines it does, and guests then hang, end with an
/// internal error, or run a thousand times slower than without it. So a boot sector of our own is run once, and the
/// answer kept until the host is booted again.
package struct KVMProbe: Sendable {
    /// What the probe found.
    package enum Answer: Hashable, Sendable {
        case usable
        /// Not usable, and why, in words that follow "KVM is not used: ".
        case unusable(String)
    }

    /// The QEMU that would run the guest.
    package var program: QEMUProgram
    /// Where answers are kept.
    package var cacheDirectory: String
    /// How long the guest may take: SeaBIOS and the boot sector need half a second.
    var patience: Duration = .seconds(4)
    var device = "/dev/kvm"
    var accelerator = Accelerator.kvm

    package init(program: QEMUProgram, cacheDirectory: String) {
        self.program = program
        self.cacheDirectory = cacheDirectory
    }

    /// - Throws: `CancellationError` only: whatever else goes wrong is a reason not to use KVM.
    package func ask() async throws -> Answer {
        if let reason = reasonNotToOpen() { return .unusable(reason) }
        if let kept = keptAnswer() { return kept }
        let answer = try await runGuest()
        keep(answer)
        return answer
    }

    private func reasonNotToOpen() -> String? {
        guard HostFiles.exists(device) else {
            return "there is no \(device): the module kvm_intel or kvm_amd is not loaded, or virtualisation is off"
        }
        do {
            _ = try HostFiles.read(device, limit: 0)
        } catch {
            if error.isPermissionDenied { return "this user may not open \(device): the group kvm may" }
        }
        return nil
    }

    /// Runs the boot sector.
    func runGuest() async throws -> Answer {
        do {
            return try await withTemporaryDirectory(prefix: "ingot-kvm") { folder in
                let sector = HostPath.join(folder, "sector")
                try HostFiles.write(ProbeBootSector.bytes, to: sector)
                return try await run(sector)
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            return .unusable("the test guest could not be started: \(error)")
        }
    }

    private func run(_ sector: String) async throws -> Answer {
        let child = try await ChildProcess.start(program.path, arguments(sector), standardError: .pipe)
        return try await withChildProcess(child) { child in
            let exit = try await wait(for: child)
            await child.terminate(.immediate)
            let words = try await child.standardError?.readAll(limit: Self.outputLimit) ?? []
            let line = String(decoding: words, as: UTF8.self).split(whereSeparator: \.isNewline).first
            return judge(exit, line.map(String.init) ?? "")
        }
    }

    /// What QEMU says of a failure is far shorter than this, in bytes.
    private static let outputLimit = 1 << 20

    /// How QEMU ended, or `nil` if it did not in time: after KVM's internal error it lives on.
    private func wait(for child: ChildProcess) async throws -> ProcessExit? {
        do {
            return try await withDeadline(patience) { try await child.wait() }
        } catch is DeadlineExceeded {
            return nil
        }
    }

    private func judge(_ exit: ProcessExit?, _ words: String) -> Answer {
        if exit == .status(Int32(ProbeBootSector.exitStatus)) { return .usable }
        let told = words.isEmpty ? "" : " (\(words))"
        guard let exit else {
            return .unusable("\(device) opens, but a test guest stands still or is far too slow under it\(told)")
        }
        return .unusable("\(device) opens, but a test guest ended with \(exit)\(told)")
    }

    private func arguments(_ sector: String) -> [String] {
        [
            "-machine", "type=pc,accel=\(accelerator.rawValue)", "-nodefaults", "-no-user-config", "-display", "none",
            "-m", "32M", "-boot", "c", "-no-reboot", "-serial", "none", "-monitor", "none",
            "-device", "isa-debug-exit,iobase=\(ProbeBootSector.exitPort),iosize=4",
            "-drive", "file=\(sector.escapingCommas),format=raw,if=ide,snapshot=on",
        ]
    }
}

extension KVMProbe {
    /// Answers of another boot or another QEMU do not count.
    private var keptPath: String {
        // Without a boot id no answer is ever found again.
        let boot = (try? HostFiles.readText("/proc/sys/kernel/random/boot_id").trimmed) ?? RandomBytes.hex(count: 8)
        return HostPath.join(cacheDirectory, "vcpu-\(boot)-\(program.version)")
    }

    private func keptAnswer() -> Answer? {
        // An answer that cannot be read is asked for anew.
        guard let text = try? HostFiles.readText(keptPath, limit: 4096).trimmed else { return nil }
        return text.isEmpty ? .usable : .unusable(text)
    }

    private func keep(_ answer: Answer) {
        let text = if case .unusable(let reason) = answer { reason } else { "" }
        // An answer that cannot be kept only costs the time to ask again.
        try? HostFiles.createDirectory(cacheDirectory)
        try? HostFiles.write(text, to: keptPath)
    }
}
