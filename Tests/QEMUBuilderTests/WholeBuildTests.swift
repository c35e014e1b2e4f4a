import Communicators
import ComponentAPI
import Diagnostics
import GoTemplate
import HCLValues
import HostOS
import Testing

@testable import QEMUBuilder

/// The tiny installer that `scripts/guests` makes; its path is told by the environment.
private let tinyISO = HostEnvironment.variable("INGOT_TINY_ISO")
private let hasQEMU = HostEnvironment.find(executable: "qemu-system-x86_64") != nil

@Suite(.serialized)
struct WholeBuildTests {
    private static let answers = """
        d-i netcfg/get_hostname string tiny
        d-i partman-auto/disk string /dev/vda
        d-i passwd/root-password password ingot

        """

    @Test(.enabled(if: tinyISO != nil, "INGOT_TINY_ISO names no installer"), .timeLimit(.minutes(10)))
    func `an installer becomes a disk image`() async throws {
        try await withTemporaryDirectory { folder in
            let output = HostPath.join(folder, "out")
            let environment = Fixture.environment(cache: HostPath.join(folder, "cache"))
            let reader = Fixture.reader([
                "iso_url": .string(tinyISO ?? ""), "output_directory": .string(output), "disk_size": .string("512M"),
                "accelerator": .string("tcg"), "cpu_model": .string("max"), "memory": .number(512),
                "disk_cache": .string("unsafe"), "headless": .bool(true), "boot_wait": .string("3s"),
                "ssh_password": .string("ingot"), "ssh_username": .string("root"),
                "http_content": .object(["/preseed.cfg": .string(Self.answers)]), "ssh_timeout": .string("4m"),
                "disk_additional_size": .tuple([.string("10M")]),
                "ssh_clear_authorized_keys": .bool(true),
                "boot_command": .string("install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>"),
                "shutdown_command": .string("poweroff"), "disk_compression": .bool(true),
            ])
            let sink = NotingSink()
            let ledger = MemoryLedger()
            let builder = try QEMUBuilder.type.prepare(reader, environment).component
            let artifact = try await builder.run(
                Fixture.context(sink, ledger, environment) { machine in
                    let exit = try await machine.communicator?.run("uname -a") { _ in }
                    #expect(exit == .status(0))
                })
            #expect(artifact?.files.sorted() == ["packer-x", "packer-x-1"].map { HostPath.join(output, $0) })
            #expect(artifact?.description == "VM files in directory: \(output)")
            #expect(sink.said.contains("Connected to SSH!"))
            #expect(sink.said.contains("Removing the generated key from the machine..."))
            #expect(sink.said.contains("Converting hard drive packer-x-1..."))
            #expect(ledger.open.isEmpty)
        }
    }

    @Test(.enabled(if: hasQEMU, "qemu-system-x86_64 is not installed"), .timeLimit(.minutes(10)))
    func `a build that fails leaves nothing and tells what it saw`() async throws {
        try await withTemporaryDirectory { folder in
            let output = HostPath.join(folder, "out")
            let image = HostPath.join(folder, "image")
            try HostFiles.write([UInt8](repeating: 0, count: 1 << 20), to: image)
            let environment = Fixture.environment(cache: HostPath.join(folder, "cache"))
            let reader = Fixture.reader([
                "iso_url": .string(image), "output_directory": .string(output), "accelerator": .string("tcg"),
                "headless": .bool(true), "ssh_timeout": .string("3s"), "ssh_password": .string("x"),
                "disk_size": .string("10M"),
            ])
            let ledger = MemoryLedger()
            let builder = try QEMUBuilder.type.prepare(reader, environment).component
            let sink = NotingSink()
            let error = await #expect(throws: ConnectionError.self) {
                try await builder.run(Fixture.context(sink, ledger, environment))
            }
            #expect(error?.description.contains("no SSH connection within 3.0 s") == true)
            #expect(sink.said.contains("The machine's screen says:"))
            #expect(!HostFiles.exists(output))
            #expect(ledger.open.isEmpty)
            #expect(ledger.recorded.count == 4)
        }
    }

    @Test(.enabled(if: hasQEMU, "qemu-system-x86_64 is not installed"), .timeLimit(.minutes(10)))
    func `QEMU that refuses its arguments is told at once`() async throws {
        try await withTemporaryDirectory { folder in
            let image = HostPath.join(folder, "image")
            try HostFiles.write([UInt8](repeating: 0, count: 1 << 20), to: image)
            let environment = Fixture.environment(cache: HostPath.join(folder, "cache"), isForced: true)
            let output = HostPath.join(folder, "out")
            try HostFiles.createDirectory(output)
            try HostFiles.write("earlier", to: HostPath.join(output, "earlier"))
            let reader = Fixture.reader([
                "iso_url": .string(image), "output_directory": .string(output), "accelerator": .string("tcg"),
                "headless": .bool(true), "ssh_password": .string("x"), "disk_size": .string("10M"),
                "qemuargs": .tuple([.tuple([.string("-nonsense")])]),
            ])
            let builder = try QEMUBuilder.type.prepare(reader, environment).component
            let error = await #expect(throws: (any Error).self) {
                try await builder.run(Fixture.context(NotingSink(), MemoryLedger(), environment))
            }
            #expect("\(error.map { "\($0)" } ?? "")".contains("-nonsense"))
            #expect(try HostFiles.list(output) == ["earlier"])
        }
    }
}
