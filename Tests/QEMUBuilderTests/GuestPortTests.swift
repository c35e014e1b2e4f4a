import ComponentAPI
import HCLValues
import Testing

@testable import QEMU
@testable import QEMUBuilder

struct GuestPortTests {
    private static let bridge: HCLValue = [["-netdev", "bridge,id=user.0,br=br0"]]

    @Test(
        arguments: [
            ([:], true), (["ssh_host": "192.0.2.7"], true), (["qemuargs": bridge], true),
            (["qemuargs": bridge, "ssh_host": "192.0.2.7"], false), (["communicator": "none"], false),
        ] as [([String: HCLValue], Bool)])
    func `a port of the host leads to the guest unless the template tells the guest's own address`(
        _ values: [String: HCLValue], _ isForwarded: Bool
    ) throws {
        let options = try OptionTableTests.options(values)
        let launch = LaunchMachine(
            options: options,
            parts: MachineParts(
                scratch: "/t", disks: [], cdroms: [], floppy: nil, firmware: .machineDefault, key: nil,
                server: GuestServer()), program: QEMUProgram(path: "qemu", version: ""), accelerator: .tcg,
            display: nil, templating: TemplateContext())
        let host = try launch.choosePorts(except: []).host
        #expect(host.map { (2222..<4444).contains($0) } == (isForwarded ? true : nil))
    }
}
