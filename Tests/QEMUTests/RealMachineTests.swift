import BuildEvents
import Diagnostics
import HostOS
import JSONText
import QMP
import TestSupport
import Testing

@testable import QEMU

/// Whether QEMU is installed here.
private let hasQEMU = HostEnvironment.find(executable: "qemu-system-x86_64") != nil

private struct Silence: EventSink {
    func emit(_ event: BuildEvent) {}
}

/// Machines that really start: paused, so that each takes a moment only.
@Suite(.enabled(if: hasQEMU, "qemu-system-x86_64 is not installed"), .serialized)
struct RealMachineTests {
    struct Combination: Sendable {
        var machineType: String
        var disk: MachineDescription.DiskInterface
        var cdrom: MachineDescription.CDROMInterface?
    }

    static let cdroms: [MachineDescription.CDROMInterface?] = [nil] + MachineDescription.CDROMInterface.allCases

    /// Every disk interface, and every CD-ROM interface, on both machine types.
    static let combinations: [Combination] = ["pc", "q35"].flatMap { type in
        MachineDescription.DiskInterface.allCases.flatMap { disk in
            cdroms.map { Combination(machineType: type, disk: disk, cdrom: $0) }
        }
    }

    @Test(arguments: combinations)
    func `every disk and CD-ROM interface starts`(_ combination: Combination) async throws {
        try await withTemporaryDirectory { folder in
            var machine = Self.machine(in: folder)
            machine.machineType = combination.machineType
            machine.diskInterface = combination.disk
            machine.cdromInterface = combination.cdrom
            let images = ["disk", "disk-1", "cd0", "cd1"].map { HostPath.join(folder, $0) }
            for image in images { try HostFiles.write([UInt8](repeating: 0, count: 1 << 20), to: image) }
            machine.disks = images.prefix(2).map { .init(path: $0, format: "raw") }
            machine.cdroms = Array(images.suffix(2))
            try await Self.start(machine) { machine in
                let status = try await machine.monitor.status()
                #expect(status == "prelaunch")
            }
        }
    }

    /// Machines of other processors, where their QEMU is installed.
    static let foreign: [(Architecture, MachineDescription.DiskInterface, MachineDescription.CDROMInterface?)] = {
        let installed = [Architecture.aarch64, .riscv64].filter { HostEnvironment.find(executable: $0.program) != nil }
        return installed.flatMap { architecture in
            MachineDescription.DiskInterface.allCases.map { (architecture, $0, nil) }
                + MachineDescription.CDROMInterface.allCases.map { (architecture, .virtio, $0) }
        }
    }()

    @Test(arguments: foreign)
    func `every disk and CD-ROM interface starts on other processors too`(
        _ architecture: Architecture, _ disk: MachineDescription.DiskInterface,
        _ cdrom: MachineDescription.CDROMInterface?
    ) async throws {
        try await withTemporaryDirectory { folder in
            var machine = Self.machine(in: folder)
            machine.architecture = architecture
            machine.machineType = architecture.machineType
            machine.cpuModel = architecture.cpuModel(.tcg)
            machine.consoleDevices = architecture.consoleDevices
            machine.diskInterface = disk
            machine.cdromInterface = cdrom
            let images = ["disk", "cd", "floppy"].map { HostPath.join(folder, $0) }
            for image in images { try HostFiles.write([UInt8](repeating: 0, count: 1 << 20), to: image) }
            machine.disks = [.init(path: images[0], format: "raw")]
            machine.cdroms = [images[1]]
            machine.floppy = images[2]
            let line = CommandLine(machine).appending(qemuargs: [["-S"]])
            let program = try await QEMUProgram.find(architecture.program)
            try await withMachine(program, line, monitorSocket: machine.monitorSocket, ledger: NoLedger()) { machine in
                let status = try await machine.monitor.status()
                #expect(status == "prelaunch")
            }
        }
    }

    @Test func `QEMU's own words tell why it did not start`() async throws {
        try await withTemporaryDirectory { folder in
            var machine = Self.machine(in: folder)
            machine.machineType = "nonsense"
            let bad = machine
            let error: QEMUEnded? = await #expect(throws: QEMUEnded.self) { try await Self.start(bad) { _ in } }
            #expect(error?.duringStart == true)
            #expect(error?.words.isEmpty == false)
            let command = try #require(error?.command)
            #expect(command.contains("type=nonsense,accel=tcg") && command.last == "-S", "\(command)")
            #expect(error?.diagnostic.advice.last?.hasSuffix(command.joined(separator: " ")) == true)
        }
    }

    @Test func `a machine that ends cancels what needs it`() async throws {
        try await withTemporaryDirectory { folder in
            _ = await #expect(throws: QEMUEnded.self) {
                try await Self.start(Self.machine(in: folder)) { machine in
                    try await machine.whileRunning {
                        try await machine.monitor.quit()
                        try await untilCancelled()
                    }
                }
            }
        }
    }

    @Test(arguments: ["pc", "q35"])
    func `a floppy disk starts`(_ type: String) async throws {
        try await withTemporaryDirectory { folder in
            var machine = Self.machine(in: folder)
            machine.machineType = type
            let floppy = HostPath.join(folder, "floppy, with comma")
            try HostFiles.write([UInt8](repeating: 0, count: 1_474_560), to: floppy)
            machine.floppy = floppy
            try await Self.start(machine) { machine in
                let devices = try await machine.monitor.execute("query-block")
                let files = devices.array?.compactMap { $0["inserted"]?["file"]?.string }
                #expect(files?.contains(floppy) == true)
            }
        }
    }

    @Test(
        .enabled(if: HostEnvironment.find(executable: "swtpm") != nil, "swtpm is not installed"),
        arguments: [true, false])
    func `a TPM is there and gone afterwards`(_ isVersion1: Bool) async throws {
        try await withTemporaryDirectory { folder in
            let words = try await VirtualTPM(isVersion1: isVersion1).run(in: folder, ledger: NoLedger()) { socket in
                var machine = Self.machine(in: folder)
                machine.tpm = .init(socket: socket, device: "tpm-tis")
                let described = machine
                let models = try await withPausedMachine(described) { machine in
                    try await machine.monitor.execute("query-tpm").array?.compactMap { $0["model"]?.string }
                }
                return models
            }
            #expect(words == ["tpm-tis"])
        }
    }

    @Test(
        .enabled(
            if: FirmwareDescriptor.find(program: "qemu-system-x86_64", machineType: "q35") != nil,
            "no EFI firmware is installed"),
        arguments: ["pc", "q35"], ["raw", "qcow2"])
    func `the host's EFI firmware starts`(_ type: String, _ format: String) async throws {
        try await withTemporaryDirectory { folder in
            let found = try #require(FirmwareDescriptor.find(program: "qemu-system-x86_64", machineType: type))
            var machine = Self.machine(in: folder)
            machine.machineType = type
            let (code, variables) = (HostPath.join(folder, "code"), HostPath.join(folder, "vars"))
            for (source, target) in [(found.code, code), (found.variables, variables)] {
                let made = try await runProcess("qemu-img", ["convert", "-f", "raw", "-O", format, source, target])
                #expect(made.exit.isSuccess, "\(made.errorText)")
            }
            machine.firmware = .efi(code: code, variables: variables)
            machine.flashFormats = MachineDescription.flashFormats(of: machine.firmware)
            #expect(machine.flashFormats == (format == "raw" ? [:] : [code: "qcow2", variables: "qcow2"]))
            try await Self.start(machine) { machine in
                let status = try await machine.monitor.status()
                #expect(status == "prelaunch")
            }
        }
    }

    @Test func `a guest that halts on its disk ends what needs it`() async throws {
        try await withTemporaryDirectory { folder in
            let disk = HostPath.join(folder, "disk")
            try HostFiles.write([UInt8](repeating: 0, count: 1 << 20), to: disk)
            // QEMU's block layer makes the error of a full disk (docs/devel/blkdebug).
            let rules = HostPath.join(folder, "rules")
            try HostFiles.write("[inject-error]\nevent = \"read_aio\"\nerrno = \"28\"\n", to: rules)
            var machine = Self.machine(in: folder)
            machine.bootsFromCDROM = false
            let line = CommandLine(machine).appending(qemuargs: [
                ["-drive", "file=blkdebug:\(rules):\(disk),format=raw,if=ide,rerror=stop"]
            ])
            let program = try await QEMUProgram.find("qemu-system-x86_64")
            let error = await #expect(throws: MachineHalted.self) {
                try await withMachine(
                    program, line, monitorSocket: machine.monitorSocket, ledger: NoLedger()
                ) { machine in
                    try await machine.whileRunning { try await untilCancelled() }
                }
            }
            #expect(error?.status == "io-error")
        }
    }

    @Test func `the screen is captured`() async throws {
        try await withTemporaryDirectory { folder in
            try await Self.start(Self.machine(in: folder)) { machine in
                let picture = try await machine.monitor.captureScreen(to: HostPath.join(folder, "screen"))
                #expect(try HostFiles.size(picture) > 0)
            }
        }
    }

    @Test func `a boot sector that needs protected mode passes under TCG`() async throws {
        try await withTemporaryDirectory { folder in
            var probe = KVMProbe(program: try await QEMUProgram.find("qemu-system-x86_64"), cacheDirectory: folder)
            probe.accelerator = .tcg
            probe.patience = .seconds(60)
            #expect(try await probe.runGuest() == .usable)
        }
    }

    @Test func `the answer about KVM is kept`() async throws {
        try await withTemporaryDirectory { folder in
            let probe = KVMProbe(program: try await QEMUProgram.find("qemu-system-x86_64"), cacheDirectory: folder)
            let first = try await probe.ask()
            let again = try await probe.ask()
            #expect(again == first)
            let kept = try HostFiles.list(folder)
            #expect(kept.isEmpty == !HostFiles.exists(probe.device))
        }
    }

    @Test func `KVM without a device is not used`() async throws {
        var probe = KVMProbe(
            program: try await QEMUProgram.find("qemu-system-x86_64"), cacheDirectory: "/dev/null/nowhere")
        probe.device = "/dev/no-such-device"
        guard case .unusable(let reason) = try await probe.ask() else {
            Issue.record("a missing device is said to be usable")
            return
        }
        #expect(reason.contains("/dev/no-such-device"))
    }

    @Test func `an image is made, resized, compacted and recognised`() async throws {
        try await withTemporaryDirectory { folder in
            let path = HostPath.join(folder, "disk")
            let image = DiskImage(log: BuildLog(build: nil, sink: Silence()))
            try await image.create(path, format: "qcow2", size: DiskSize("10M"))
            try await image.resize(path, format: "qcow2", size: try #require(DiskSize("20M")))
            try await image.compact(path, format: "qcow2", compression: .zstd)
            #expect(try await image.information(about: path).format == "qcow2")
            #expect(try HostFiles.list(folder) == ["disk"])
        }
    }

    @Test(arguments: ["raw", "vmdk", "vdi", "vhdx", "vpc"])
    func `an image is turned into another format`(_ format: String) async throws {
        try await withTemporaryDirectory { folder in
            let path = HostPath.join(folder, "disk")
            let image = DiskImage(log: BuildLog(build: nil, sink: Silence()))
            try await image.create(path, format: "qcow2", size: DiskSize("10M"))
            try await image.compact(path, format: format, compression: nil)
            #expect(try await image.information(about: path).format == format)
        }
    }

    @Test func `qemu-img's own words tell what it refused`() async throws {
        let image = DiskImage(log: BuildLog(build: nil, sink: Silence()))
        let error = await #expect(throws: DiskImageError.self) {
            try await image.create("/dev/null/disk", format: "qcow2", size: DiskSize("1M"))
        }
        #expect(error?.words.contains("/dev/null/disk") == true)
    }

    static func machine(in folder: String) -> MachineDescription {
        var machine = MachineDescription(
            name: "test", screen: .unixSocket(HostPath.join(folder, "vnc")),
            monitorSocket: HostPath.join(folder, "qmp"))
        machine.display = "none"
        return machine
    }

    private func withPausedMachine<Value: Sendable>(
        _ machine: MachineDescription, _ body: (RunningMachine) async throws -> Value
    ) async throws -> Value {
        let program = try await QEMUProgram.find("qemu-system-x86_64")
        let line = CommandLine(machine).appending(qemuargs: [["-S"]])
        return try await withMachine(
            program, line, monitorSocket: machine.monitorSocket, ledger: NoLedger(), body)
    }

    static func start(
        _ machine: MachineDescription, _ body: (RunningMachine) async throws -> Void
    ) async throws {
        let program = try await QEMUProgram.find("qemu-system-x86_64")
        let line = CommandLine(machine).applying(qemuargs: [["-S"]], netDevice: machine.netDevice)
        try await withMachine(program, line, monitorSocket: machine.monitorSocket, ledger: NoLedger(), body)
    }
}
