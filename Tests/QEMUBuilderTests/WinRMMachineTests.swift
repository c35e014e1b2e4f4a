import Communicators
import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import QEMUBuilder

/// Machines with an empty disk: a server of the tests plays the guest's WinRM service, which is no Windows.
@Suite(
    .serialized, .enabled(if: HostEnvironment.find(executable: "qemu-system-x86_64") != nil, "no QEMU"),
    .timeLimit(.minutes(10)))
struct WinRMMachineTests {
    private func build(
        _ folder: String, _ values: [String: HCLValue], _ sink: NotingSink,
        provision: @escaping @Sendable (Machine) async throws -> Void = { _ in }
    ) async throws -> (any Artifact)? {
        let image = HostPath.join(folder, "image")
        try HostFiles.write([UInt8](repeating: 0, count: 1 << 20), to: image)
        let environment = Fixture.environment(cache: HostPath.join(folder, "cache"))
        let usual: [String: HCLValue] = [
            "iso_url": .string(image), "output_directory": .string(HostPath.join(folder, "out")),
            "accelerator": .string("tcg"), "headless": .bool(true), "disk_size": .string("10M"),
            "boot_wait": .string("0s"), "communicator": .string("winrm"), "winrm_username": .string("vagrant"),
            "winrm_no_proxy": .bool(true),
        ]
        let reader = Fixture.reader(usual.merging(values) { _, given in given })
        let builder = try QEMUBuilder.type.prepare(reader, environment).component
        return try await builder.run(Fixture.context(sink, MemoryLedger(), environment, provision: provision))
    }

    @Test func `a machine is provisioned over WinRM`() async throws {
        let windows = FakeWindows { command, _ in
            .init(command.contains("WinRM connected.") ? "WinRM connected.\r\n" : "Windows\r\n")
        }
        try await withTemporaryDirectory { folder in
            try await WSManServer.with(.init(), windows) { server in
                let sink = NotingSink()
                let artifact = try await build(
                    folder,
                    [
                        "winrm_password": .string(server.setup.password), "winrm_host": .string("127.0.0.1"),
                        "winrm_port": .number(Int(server.port)), "skip_nat_mapping": .bool(true),
                        // No forwarding to the port that the server has.
                        "qemuargs": .tuple([.tuple([.string("-netdev"), .string("user,id=user.0")])]),
                    ], sink
                ) { machine in
                    let exit = try await machine.communicator?.run("ver") { _ in }
                    #expect(exit == .status(0))
                    #expect(machine.generatedData["ConnType"] == "winrm")
                    #expect(machine.generatedData["WinRMPassword"] == server.setup.password)
                    #expect(machine.generatedData["Port"] == "\(server.port)")
                    #expect(machine.generatedData["User"] == "vagrant")
                }
                #expect(artifact != nil)
                #expect(sink.said.contains("Using WinRM communicator to connect: 127.0.0.1"))
                #expect(sink.said.contains("Connected to WinRM!"))
                #expect(windows.commands.contains("ver"))
                #expect(server.service.violations == [])
            }
        }
    }

    @Test func `a forwarded port behind which nothing answers is told as such`() async throws {
        try await withTemporaryDirectory { folder in
            let error = await #expect(throws: WinRMConnectionError.self) {
                try await build(folder, ["winrm_timeout": .string("4s")], NotingSink())
            }
            #expect(error?.reason == .timeout(.seconds(4)))
        }
    }
}
