import BootCommand
import BuildEvents
import Communicators
import ComponentAPI
import Diagnostics
import Downloads
import GoTemplate
import HCLValues
import HostOS
import Testing

@testable import QEMU
@testable import QEMUBuilder

/// Every option of the field's QEMU builder: what it does to QEMU's command line or to the build.
struct OptionTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var values: [String: HCLValue]
        var effect: Effect
        var testDescription: String { name }

        init(_ name: String, _ values: [String: HCLValue], _ effect: Effect) {
            self.name = name
            self.values = values
            self.effect = effect
        }

        init(_ name: String, _ value: HCLValue, _ effect: Effect) { self.init(name, [name: value], effect) }
    }

    enum Effect: Sendable {
        /// The words stand in the command line, and do not without the option.
        case adds([String])
        /// The command line has not got this any more.
        case removes([String])
        case decides(@Sendable (QEMUOptions) -> Bool)
    }

    static let machine: [Row] = [
        Row("accelerator", "none", .removes(["type=pc,accel=tcg"])),
        Row("machine_type", "q35", .adds(["-machine", "type=q35,accel=tcg"])),
        Row("qemu_binary", "/opt/qemu", .decides { $0.machine.qemuBinary == "/opt/qemu" }),
        Row("cpu_model", ["cpu_model": "host", "accelerator": "kvm"], .adds(["-cpu", "host"])),
        // A template that is written for KVM runs without it, too.
        Row("cpu_model", "host,-vmx", .adds(["-cpu", "max,-vmx"])),
        Row("cpus", 3, .adds(["-smp", "3"])),
        Row("sockets", 2, .adds(["-smp", "2,sockets=2"])),
        Row("cores", 4, .adds(["-smp", "4,cores=4"])),
        Row("threads", 2, .adds(["-smp", "2,threads=2"])),
        Row("memory", 1024, .adds(["-m", "1024M"])),
        Row("firmware", "/f", .adds(["-bios", "/f"])),
        Row(
            "use_pflash", ["use_pflash": true, "firmware": "/f"],
            .adds(["-drive", "file=/f,if=pflash,unit=0,format=raw,readonly=on"])),
        Row("efi_boot", true, .removes(["-boot", "once=d"])),
        Row(
            "efi_firmware_code", "/c",
            .adds(["-drive", "file=/c,if=pflash,unit=0,format=raw,readonly=on"])),
        Row("efi_firmware_vars", "/v", .adds(["-drive", "file=/v,if=pflash,unit=1,format=raw"])),
        Row("efi_drop_efivars", true, .decides { $0.machine.boot.dropsEFIVariables }),
        Row("vtpm", true, .adds(["-tpmdev", "emulator,id=tpm0,chardev=vtpm"])),
        Row(
            "use_tpm1", ["vtpm": true, "use_tpm1": true],
            .decides { $0.machine.boot.tpm?.maker.isVersion1 == true }),
        Row(
            "tpm_device_type", ["vtpm": true, "tpm_device_type": "tpm-crb"],
            .adds(["-device", "tpm-crb,tpmdev=tpm0"])),
        Row("vga", "std", .adds(["-vga", "std"])),
        Row("display", "sdl", .decides { $0.machine.window == .kind("sdl") }),
        Row("use_default_display", true, .decides { $0.machine.window == .noSwitch }),
        Row("headless", true, .decides { $0.machine.window == .noSwitch }),
        Row("qemuargs", [["-m", "99M"]], .adds(["-m", "99M"])),
        Row("net_device", "e1000", .adds(["-device", "e1000,netdev=user.0"])),
        Row("net_bridge", "br0", .adds(["-netdev", "bridge,id=user.0,br=br0"])),
        Row("qmp_enable", true, .adds(["-qmp", "unix:output-x/packer-x.monitor,server=on,wait=off"])),
        Row(
            "qmp_socket_path", ["qmp_enable": true, "qmp_socket_path": "/m"],
            .adds(["-qmp", "unix:/m,server=on,wait=off"])),
        Row("vm_name", "vm", .adds(["-name", "vm"])),
        Row("run_once", true, .adds([])),
    ]

    static let disks: [Row] = [
        Row("disk_size", "10G", .decides { $0.disks.size?.text == "10G" }),
        Row(
            "disk_additional_size", ["1G", "2048"],
            .decides { $0.disks.additionalSizes.map(\.text) == ["1G", "2048M"] }),
        Row("format", "raw", .decides { $0.disks.format == "raw" }),
        Row("disk_interface", "virtio-scsi", .adds(["-device", "virtio-scsi-pci,id=scsi0"])),
        Row(
            "disk_cache", "none",
            .adds(["-drive", "file=output-x/packer-x,if=virtio,cache=none,discard=ignore,format=qcow2"])),
        Row(
            "disk_discard", "unmap",
            .adds(["-drive", "file=output-x/packer-x,if=virtio,cache=writeback,discard=unmap,format=qcow2"])),
        Row(
            "disk_detect_zeroes", "on",
            .adds([
                "-drive",
                "file=output-x/packer-x,if=virtio,cache=writeback,discard=ignore,format=qcow2,detect-zeroes=on",
            ])),
        Row("disk_image", true, .adds(["-boot", "c"])),
        Row(
            "use_backing_file", ["disk_image": true, "use_backing_file": true],
            .decides { $0.disks.start == .overlay(resized: true) }),
        Row(
            "skip_resize_disk", ["disk_image": true, "skip_resize_disk": true],
            .decides { $0.disks.start == .copy(resized: false) }),
        Row("skip_compaction", true, .decides { $0.disks.skipsCompaction }),
        Row("disk_compression", true, .decides { $0.disks.compression == .zlib }),
        Row(
            "qemu_img_args", .object(["create": ["-o", "x"], "convert": ["-q"], "resize": ["-s"]]),
            .decides {
                $0.disks.imageArguments == .init(create: ["-o", "x"], convert: ["-q"], resize: ["-s"])
            }),
        Row("cdrom_interface", "virtio-scsi", .adds(["-device", "scsi-cd,bus=scsi0.0,drive=cdrom0"])),
        Row("output_directory", "o", .decides { $0.disks.outputDirectory == "o" }),
    ]

    static let media: [Row] = [
        Row("iso_url", "y.iso", .adds(["-drive", "file=y.iso,media=cdrom"])),
        Row("iso_urls", ["iso_url": "", "iso_urls": ["a", "b"]], .decides { $0.media.addresses == ["a", "b"] }),
        Row(
            "iso_checksum", "md5:00000000000000000000000000000000", .decides { $0.media.checksum != .none }),
        Row("iso_target_path", "/t", .decides { $0.media.targetPath == "/t" }),
        Row("iso_target_extension", "img", .decides { $0.media.targetExtension == "img" }),
        Row("iso_skip_cache", true, .decides { $0.media.skipsCache }),
        Row("floppy_files", ["f"], .decides { $0.media.floppy?.files == ["f"] }),
        Row("floppy_dirs", ["d"], .decides { $0.media.floppy?.folders == ["d"] }),
        Row("floppy_content", .object(["a": "b"]), .decides { $0.media.floppy?.content == ["a": "b"] }),
        Row("floppy_label", ["floppy_label": "l", "floppy_files": ["f"]], .decides { $0.media.floppy?.label == "l" }),
        Row("cd_files", ["f"], .decides { $0.media.cd?.files == ["f"] }),
        Row("cd_content", .object(["a": "b"]), .decides { $0.media.cd?.content == ["a": "b"] }),
        Row("cd_label", ["cd_label": "cidata", "cd_files": ["f"]], .decides { $0.media.cd?.label == "cidata" }),
        Row("http_directory", "/", .decides { $0.network.http?.directory == "/" }),
        Row("http_content", .object(["/a": "b"]), .decides { $0.network.http?.content == ["/a": "b"] }),
        Row("http_port_min", 8500, .decides { $0.network.server.ports == 8500..<9000 }),
        Row("http_port_max", 8500, .decides { $0.network.server.ports == 8000..<8500 }),
        Row("http_bind_address", "0.0.0.0", .decides { $0.network.server.place == .address("0.0.0.0") }),
        Row("http_interface", "lo", .decides { $0.network.server.place == .interface("lo") }),
        Row("http_network_protocol", "tcp6", .decides { $0.network.server.isVersion6 }),
    ]

    static let start: [Row] = [
        Row("vnc_bind_address", "127.0.0.2", .decides { $0.boot.server?.address == "127.0.0.2" }),
        Row("vnc_port_min", 5950, .decides { $0.boot.server?.ports == 5950..<6000 }),
        Row("vnc_port_max", 5950, .decides { $0.boot.server?.ports == 5900..<5950 }),
        Row("vnc_use_password", true, .decides { $0.boot.server?.password == .random }),
        Row(
            "vnc_password", ["vnc_use_password": true, "vnc_password": "secret"],
            .decides { $0.boot.server?.password == .given("secret") }),
        // What it forbids is refused: QEMUOptionsTests.
        Row("disable_vnc", true, .adds([])),
        Row("boot_command", ["a", "b"], .decides { $0.boot.pieces.map(\.command) == ["ab"] }),
        Row(
            "boot_steps", [["a", "first"], []], .decides { $0.boot.pieces.first?.description == "first" }),
        Row("boot_wait", "3s", .decides { $0.boot.wait == .seconds(3) }),
        Row("boot_key_interval", "20ms", .decides { $0.boot.pacing == .interval(.milliseconds(20)) }),
        Row("boot_keygroup_interval", "1s", .adds([])),
        Row("host_port_min", 3000, .decides { $0.network.hostPorts == 3000..<4444 }),
        Row("host_port_max", 3000, .decides { $0.network.hostPorts == 2222..<3000 }),
        Row("ssh_host_port_min", 3000, .decides { $0.network.hostPorts == 3000..<4444 }),
        Row("ssh_host_port_max", 3000, .decides { $0.network.hostPorts == 2222..<3000 }),
        Row("skip_nat_mapping", true, .decides { $0.network.skipsPortMapping }),
        Row("shutdown_command", "halt", .decides { $0.network.shutdownCommand == "halt" }),
        Row("shutdown_timeout", "1m", .decides { $0.network.shutdownTimeout == .seconds(60) }),
        Row("communicator", "none", .removes(["-netdev", "user,id=user.0,hostfwd=tcp:127.0.0.1:2300-:22"])),
    ]

    /// Beyond the field's.
    static let own: [Row] = [
        Row(
            "arch", "aarch64",
            .adds(["-machine", "type=virt,accel=tcg", "-cpu", "cortex-a72", "-device", "virtio-gpu-pci"])),
        Row("direct_kernel", "/linux", .adds(["-kernel", "/t/kernel"])),
        Row("direct_initrd", ["direct_kernel": "/linux", "direct_initrd": "/i"], .adds(["-initrd", "/t/initrd"])),
        Row(
            "kernel_arguments", ["direct_kernel": "/linux", "kernel_arguments": ["a", "n={{ .Name }}"]],
            .adds(["-append", "a n=packer-x"])),
        Row(
            "direct_boot_once", ["direct_kernel": "/linux", "direct_boot_once": false],
            .decides { $0.directBoot?.isOnce == false }),
        Row(
            "cloud_init", .object(["user_data": "#!/bin/sh"]),
            .decides { $0.cloudInit?.files["user-data"] == "#!/bin/sh" && $0.cloudInit?.delivery == .cd }),
        Row("qemuargs_append", [["-m", "99M"]], .adds(["-m", "512M", "-m", "99M"])),
        Row("iso_headers", .object(["A": "b"]), .decides { $0.media.headers["A"]?.exposed == "b" }),
        Row(
            "vtpm_keep_state", ["vtpm": true, "vtpm_keep_state": true],
            .decides { $0.machine.boot.tpm?.keepsState == true }),
        Row(
            "compression", ["disk_compression": true, "compression": "zstd"], .decides { $0.disks.compression == .zstd }
        ),
        Row("screen_ocr", true, .decides { $0.watch.opticalLanguages == "eng" }),
        Row("screen_ocr", "eng+deu", .decides { $0.watch.opticalLanguages == "eng+deu" }),
        Row("screen_ocr", "true", .decides { $0.watch.opticalLanguages == "eng" }),
        Row("disk_cluster_size", "128k", .decides { $0.disks.imageArguments.clusterSize == 128 << 10 }),
        // Trimming in the guest is of no use where its disks keep what it discards.
        Row(
            "trim_command", "fstrim -av",
            .adds(["-drive", "file=output-x/packer-x,if=virtio,cache=writeback,discard=unmap,format=qcow2"])),
    ]

    @Test(arguments: machine + disks + media + start + own)
    func `the option has its effect`(_ row: Row) throws {
        #expect(QEMUOptions.declarations.contains { $0.name == row.name })
        let options = try Self.options(row.values)
        let line = try Self.line(options)
        let plain = try Self.line(try Self.options([:]))
        switch row.effect {
        case .adds(let words):
            // The last word tells the option's own part of the line.
            #expect(line.holds(words), "\(line)")
            if let word = words.last { #expect(!plain.contains(word), "\(plain)") }
        case .removes(let words):
            #expect(plain.holds(words), "\(plain)")
            #expect(!line.holds(words), "\(line)")
        case .decides(let isTrue):
            #expect(isTrue(options))
            let unset = try Self.options([:])
            #expect(!isTrue(unset))
        }
    }

    @Test func `no option but those of the communicator is without a row`() {
        let rows = Self.machine + Self.disks + Self.media + Self.start + Self.own
        let names = Set(rows.map(\.name))
        // The effect of the first depends on what firmware is installed; the others have tests of their own.
        let elsewhere: Set = ["secure_boot", "stall_warning", "stall_timeout", "boot_keyboard_layout"]
        let builder = QEMUOptions.declarations.map(\.name).filter { name in
            !["ssh_", "winrm_", "temporary_key", "pause_before", "guest_agent", "guestfs_"].contains {
                name.hasPrefix($0)
            }
        }
        #expect(Set(builder).subtracting(names).subtracting(elsewhere).isEmpty)
    }

    static func options(_ values: [String: HCLValue]) throws -> QEMUOptions {
        let reader = Fixture.reader(values)
        let options = QEMUOptions(reader, Fixture.environment())
        _ = try reader.finish()
        return options
    }

    static func line(_ options: QEMUOptions) throws -> [String] {
        var parts = MachineParts(
            scratch: "/t", disks: [.init(path: "output-x/packer-x", format: options.disks.format)],
            cdroms: options.disks.start == .empty ? options.media.addresses : [], floppy: nil,
            firmware: options.machine.boot.kind, key: nil, server: GuestServer())
        if options.machine.boot.tpm != nil { parts.tpmSocket = "/t/tpm" }
        if let direct = options.directBoot {
            parts.kernel = .init(path: "/t/kernel", initrd: direct.initrd.map { _ in "/t/initrd" }, arguments: "")
        }
        let launch = LaunchMachine(
            options: options, parts: parts, program: QEMUProgram(path: "qemu", version: ""),
            accelerator: options.machine.accelerator ?? .tcg, display: "none",
            templating: TemplateContext().adding(["Name": .string(options.machine.name)]))
        let ports = LaunchMachine.Ports(
            host: options.communicator.kind == .none ? nil : 2300, screen: .init(address: .unixSocket("/t/vnc")))
        return try launch.commandLine(ports).line.arguments
    }

    @Test func `the command line is the same each time`() throws {
        let values: [String: HCLValue] = [
            "vtpm": true, "machine_type": "q35", "efi_firmware_code": "/c", "disk_interface": "virtio-scsi",
        ]
        let lines = try (0..<10).map { _ in try Self.line(Self.options(values)) }
        #expect(Set(lines).count == 1)
    }

    @Test func `after the installer the disk boots, without the kernel`() throws {
        let options = try Self.options(["direct_kernel": "/linux"])
        #expect(options.directBoot?.isOnce == true)
        var parts = MachineParts(
            scratch: "/t", disks: [], cdroms: ["x.iso"], floppy: nil, firmware: .machineDefault, key: nil,
            server: GuestServer())
        parts.kernel = .init(path: "/t/kernel", initrd: nil, arguments: "")
        var launch = LaunchMachine(
            options: options, parts: parts, program: QEMUProgram(path: "qemu", version: ""), accelerator: .tcg,
            display: nil, templating: TemplateContext())
        let ports = LaunchMachine.Ports(host: 1, screen: .init(address: .unixSocket("/t/vnc")))
        launch.phase = .installer
        let first = try launch.commandLine(ports).line.arguments
        #expect(
            first.holds(["-kernel", "/t/kernel"]) && first.contains("-no-reboot") && first.contains("-no-shutdown"))
        launch.phase = .installed
        let second = try launch.commandLine(ports).line.arguments
        #expect(!second.contains("-kernel") && !second.contains("-no-reboot") && !second.contains("-no-shutdown"))
        #expect(second.holds(["-boot", "c"]))
    }
}

extension [String] {
    /// Whether switches, or a switch and its value, stand in the line, in this order.
    fileprivate func holds(_ words: [String]) -> Bool {
        var rest = self[...]
        for word in words {
            guard let place = rest.firstIndex(of: word) else { return false }
            rest = rest[(place + 1)...]
        }
        return true
    }
}
