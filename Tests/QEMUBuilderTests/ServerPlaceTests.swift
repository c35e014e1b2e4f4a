import ComponentAPI
import Diagnostics
import HCLValues
import HostOS
import Testing

@testable import QEMUBuilder

struct ServerPlaceTests {
    @Test(
        arguments: [
            ([:], "127.0.0.1", "10.0.2.2"),
            (["http_network_protocol": "tcp6"], "::1", "[fec0::2]"),
            (["http_bind_address": "0.0.0.0"], "0.0.0.0", "10.0.2.2"),
            (["http_bind_address": "192.0.2.7"], "192.0.2.7", "192.0.2.7"),
            (["http_interface": "lo"], "127.0.0.1", "127.0.0.1"),
            (["net_bridge": "lo"], "127.0.0.1", "127.0.0.1"),
            (["net_bridge": "lo", "http_bind_address": "0.0.0.0"], "0.0.0.0", "127.0.0.1"),
            (["net_bridge": "lo", "http_bind_address": "192.0.2.7"], "192.0.2.7", "192.0.2.7"),
        ] as [([String: HCLValue], String, String)])
    func `the guest is told an address that it reaches`(
        _ values: [String: HCLValue], _ bound: String, _ told: String
    ) throws {
        let place = try ServerPlace(OptionTableTests.options(values).network)
        #expect(place.bound == bound)
        #expect(place.told == told)
    }

    @Test(
        arguments: [
            ([["-netdev", "bridge,id=n,br=br0"]], [:], "0.0.0.0"), ([["-nic", "tap"]], [:], "127.0.0.1"),
            ([["-netdev", "user,id=user.0,net=10.1.0.0/24"]], [:], "127.0.0.1"), ([["-m", "1G"]], [:], "127.0.0.1"),
            ([["-netdev", "bridge,id=n,br=br0"]], ["http_bind_address": "192.0.2.7"], "192.0.2.7"),
        ] as [(HCLValue, [String: HCLValue], String)])
    func `a guest that qemuargs put on another network reaches the server`(
        _ qemuargs: HCLValue, _ values: [String: HCLValue], _ bound: String
    ) throws {
        let options = try OptionTableTests.options(values.merging(["qemuargs": qemuargs]) { own, _ in own })
        let place = try ServerPlace(options.network, isOnOwnNetwork: options.machine.isOnOwnNetwork)
        #expect(place.bound == bound)
    }

    @Test func `an interface that is not there is named`() throws {
        let options = try OptionTableTests.options(["net_bridge": "no-such-bridge"])
        let error = #expect(throws: DiagnosticError.self) { try ServerPlace(options.network) }
        #expect(error?.diagnostics.first?.detail == "There is no network interface \"no-such-bridge\".")
    }
}
