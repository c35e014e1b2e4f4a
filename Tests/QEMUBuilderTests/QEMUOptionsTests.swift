import ComponentAPI
import Diagnostics
import HCLValues
import QEMU
import Testing

@testable import QEMUBuilder

struct QEMUOptionsTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        var options: [String: HCLValue]
        var summary: String
        var testDescription: String { options.keys.sorted().joined(separator: ", ") }

        init(_ options: [String: HCLValue], _ summary: String) {
            self.options = options
            self.summary = summary
        }
    }

    static let wrong: [Wrong] = [
        Wrong(["accelerator": .string("fast")], "Invalid value"),
        Wrong(["disk_interface": .string("nvme")], "Invalid value"),
        Wrong(["disk_cache": .string("x")], "Invalid value"),
        Wrong(["format": .string("vmdk2")], "Invalid value"),
        Wrong(["format": .string("vdi"), "disk_compression": .bool(true)], "Invalid use of an option"),
        Wrong(["disk_size": .string("1P")], "Invalid disk size"),
        Wrong(["disk_interface": .string("sd")], "Invalid disk size"),
        Wrong(["cpus": .number(-1)], "Invalid number"),
        Wrong(["use_backing_file": .bool(true)], "Invalid use of an option"),
        Wrong(["communicator": .string("guestfs")], "Nothing to open"),
        Wrong(
            ["communicator": .string("guestfs"), "disk_image": .bool(true), "boot_command": .string("x")],
            "Invalid use of an option"),
        Wrong(["skip_resize_disk": .bool(true)], "Invalid use of an option"),
        Wrong(["iso_urls": .tuple([.string("y.iso")])], "Two ISO options"),
        Wrong(["iso_url": .string("")], "Missing ISO"),
        Wrong(["iso_checksum": .string("sha256:12")], "Invalid checksum"),
        Wrong(["host_port_min": .number(5000)], "Invalid port range"),
        Wrong(["vnc_port_min": .number(5800)], "Invalid port range"),
        Wrong(["vnc_password": .string("123456789")], "VNC password too long"),
        Wrong(["disable_vnc": .bool(true), "boot_command": .tuple([.string("x")])], "Boot command without VNC"),
        Wrong(["boot_command": .string("a"), "boot_steps": .tuple([.tuple([.string("x")])])], "Two boot commands"),
        Wrong(["boot_command": .string("<wait0>")], "Invalid wait in boot command"),
        Wrong(["http_directory": .string("/no/such/folder")], "HTTP folder not found"),
        Wrong(["http_network_protocol": .string("unix")], "Invalid use of an option"),
        Wrong(["http_network_protocol": .string("udp")], "Invalid value"),
        Wrong(["http_interface": .string("lo"), "http_bind_address": .string("::1")], "Two HTTP addresses"),
        Wrong(["iso_skip_cache": .bool(true), "disk_image": .bool(true)], "Invalid use of an option"),
        Wrong(["arch": .string("sparc")], "Invalid value"),
        Wrong(["direct_initrd": .string("/initrd")], "Invalid use of an option"),
        Wrong(["kernel_arguments": .tuple([.string("quiet")])], "Invalid use of an option"),
        Wrong(["direct_kernel": .string("/linux"), "disk_image": .bool(true)], "Invalid use of an option"),
        Wrong(["secure_boot": .bool(true), "machine_type": .string("pc")], "Invalid use of an option"),
        Wrong(["cloud_init": .object(["delivery": .string("post")])], "Invalid value"),
        Wrong(["screen_ocr": .string("../eng")], "Invalid value"),
        Wrong(["output_directory": .string("/")], "Output directory exists"),
        Wrong(["vm_name": .string("a/b")], "Invalid name"),
    ]

    @Test(arguments: wrong)
    func `a wrong option is refused`(_ test: Wrong) {
        let error = #expect(throws: DiagnosticError.self) {
            try QEMUBuilder.type.prepare(Fixture.reader(test.options), Fixture.environment())
        }
        #expect(error?.diagnostics.filter { $0.severity == .error }.map(\.summary) == [test.summary])
    }

    @Test func `every complaint is told at once`() {
        let reader = Fixture.reader(["format": .string("x"), "disk_cache": .string("y"), "cores": .number(-3)])
        let error = #expect(throws: DiagnosticError.self) {
            try QEMUBuilder.type.prepare(reader, Fixture.environment())
        }
        #expect(error?.diagnostics.filter { $0.severity == .error }.count == 3)
    }

    func options(_ values: [String: HCLValue]) -> QEMUOptions {
        QEMUOptions(Fixture.reader(values), Fixture.environment())
    }

    @Test func `little memory is the default memory`() {
        #expect(options(["memory": .number(9)]).machine.memory == 512)
        #expect(options(["memory": .number(10)]).machine.memory == 10)
    }

    @Test func `nothing to type means no wait`() {
        #expect(options([:]).boot.wait == nil)
        #expect(options(["boot_command": .string("x")]).boot.wait == .seconds(10))
        #expect(options(["boot_command": .string("x"), "boot_wait": .string("0s")]).boot.wait == .seconds(10))
        #expect(options(["boot_command": .string("x"), "boot_wait": .string("-1s")]).boot.wait == nil)
        #expect(options(["boot_wait": .string("3s")]).boot.wait == .seconds(3))
    }

    @Test func `the screen is a socket of ours unless the template names ports`() {
        #expect(options([:]).boot.server == nil)
        #expect(options(["vnc_port_min": .number(5950)]).boot.server?.ports == 5950..<6000)
        #expect(options(["vnc_use_password": .bool(true)]).boot.server?.password == .random)
    }

    @Test func `a raw disk is neither compacted nor compressed`() {
        let disks = options(["format": .string("raw"), "disk_compression": .bool(true)]).disks
        #expect(disks.skipsCompaction)
        #expect(disks.compression == nil)
    }

    @Test(arguments: ["500b", "3k", "4m", "x", "256b"])
    func `a size that clusters cannot have is refused`(_ size: String) {
        let reader = Fixture.reader(["disk_cluster_size": .string(size)])
        let error = #expect(throws: DiagnosticError.self) {
            try QEMUBuilder.type.prepare(reader, Fixture.environment())
        }
        let errors = error?.diagnostics.filter { $0.severity == .error }
        #expect(errors?.map(\.summary) == ["Invalid cluster size"])
    }

    @Test func `what the template says of discards holds with a trim_command too`() {
        #expect(options(["trim_command": .string("x")]).disks.settings.discard == "unmap")
        let own = options(["trim_command": .string("x"), "disk_discard": .string("ignore")])
        #expect(own.disks.settings.discard == "ignore")
    }

    @Test func `a trim_command that nobody can run is a warning`() throws {
        let prepared = try QEMUBuilder.type.prepare(
            Fixture.reader(["trim_command": .string("x"), "communicator": .string("none")]), Fixture.environment())
        #expect(prepared.warnings.contains { $0.summary == "No way into the guest" })
    }

    @Test func `a format for other programs is made at the end`() {
        let disks = options(["format": .string("vmdk")]).disks
        #expect(disks.format == "qcow2")
        #expect(disks.finalFormat == "vmdk")
    }

    @Test func `a TPM is version 2 unless the template says otherwise`() {
        #expect(options([:]).machine.boot.tpm == nil)
        #expect(options(["vtpm": .bool(true)]).machine.boot.tpm?.maker.isVersion1 == false)
        #expect(options(["vtpm": .bool(true), "use_tpm1": .bool(true)]).machine.boot.tpm?.maker.isVersion1 == true)
    }

    @Test func `EFI files of the template are used as they are`() {
        let own = options(["efi_firmware_vars": .string("/v")]).machine.boot.kind
        #expect(own == .efi(code: "/usr/share/OVMF/OVMF_CODE.fd", variables: "/v"))
        guard case .efi = options(["efi_boot": .bool(true)]).machine.boot.kind else {
            Issue.record("efi_boot alone gives no EFI")
            return
        }
    }

    @Test func `the user's monitor is in the output directory unless named`() {
        #expect(options([:]).userMonitorSocket == nil)
        #expect(options(["qmp_enable": .bool(true)]).userMonitorSocket == "output-x/packer-x.monitor")
        let named = options(["qmp_enable": .bool(true), "qmp_socket_path": .string("/t/m")])
        #expect(named.userMonitorSocket == "/t/m")
    }

    @Test func `names come from the build`() {
        let options = options([:])
        #expect(options.machine.name == "packer-x")
        #expect(options.disks.outputDirectory == "output-x")
    }

    @Test func `a misspelt key is a warning`() throws {
        let prepared = try QEMUBuilder.type.prepare(
            Fixture.reader(["boot_command": .string("<entr>")]), Fixture.environment())
        #expect(prepared.warnings.contains { $0.summary == "Unknown key in boot command" })
    }

    @Test func `every option is declared once`() {
        let names = QEMUOptions.declarations.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
