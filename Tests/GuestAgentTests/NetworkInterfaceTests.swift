import GuestAgent
import TestSupport
import Testing

@Suite struct NetworkInterfaceTests {
    @Test func `a real agent tells its system's network cards`() async throws {
        try await AgentProcess.with { agent in
            let client = try await agent.connected()
            let interfaces = try await client.networkInterfaces(within: .seconds(20))
            let loopback = try #require(interfaces.first { $0.name == "lo" })
            #expect(loopback.hardwareAddress == "00:00:00:00:00:00")
            #expect(loopback.reachableAddress == "127.0.0.1")
            await client.close()
        }
    }

    @Test(
        arguments: [
            (["fe80::1", "192.0.2.7"], "192.0.2.7"), (["2001:db8::1", "192.0.2.7"], "192.0.2.7"),
            (["169.254.3.4", "2001:db8::1"], "2001:db8::1"), (["FE80::1", "169.254.3.4"], nil), ([], nil),
        ] as [([String], String?)])
    func `the address is one that other machines reach`(addresses: [String], wanted: String?) {
        let interface = GuestInterface(name: "eth0", hardwareAddress: nil, addresses: addresses)
        #expect(interface.reachableAddress == wanted)
    }
}
