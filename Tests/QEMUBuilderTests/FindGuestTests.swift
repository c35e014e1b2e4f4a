import HostOS
import Testing

@testable import QEMUBuilder

struct FindGuestTests {
    private static let mine = "52:54:00:12:34:56"

    private func address(neighbours: String = "", leases: [String: String] = [:]) async throws -> String? {
        try await withTemporaryDirectory { folder in
            let table = HostPath.join(folder, "arp")
            let heading = "IP address       HW type     Flags       HW address            Mask     Device\n"
            try HostFiles.write(heading + neighbours, to: table)
            for (name, text) in leases { try HostFiles.write(text, to: HostPath.join(folder, name)) }
            let finder = FindGuest(
                bridge: "br0", timeout: nil,
                sources: .init(neighbours: table, leaseFolders: ["/no/such/folder", folder]))
            return finder.address(of: Self.mine)
        }
    }

    @Test func `a neighbour that the host has spoken with is found`() async throws {
        let table = """
            10.1.0.9   0x1  0x2  52:54:00:12:34:99  *  br0
            10.1.0.8   0x1  0x0  52:54:00:12:34:56  *  br0
            10.1.0.7   0x1  0x2  52:54:00:12:34:56  *  br0

            """
        #expect(try await address(neighbours: table) == "10.1.0.7")
    }

    @Test func `the latest lease of a dnsmasq is found`() async throws {
        let lines = """
            1700000000 52:54:00:12:34:56 10.1.0.5 old *
            1700000000 52:54:00:12:34:57 10.1.0.6 other *
            1800000000 52:54:00:12:34:56 10.1.0.4 guest 01:52

            """
        #expect(try await address(leases: ["dnsmasq.leases": lines]) == "10.1.0.4")
        #expect(try await address(leases: ["dnsmasq.txt": lines]) == nil)
    }

    @Test func `a lease of libvirt's is found`() async throws {
        let text = #"[{"ip-address": "10.1.0.3", "mac-address": "52:54:00:12:34:56", "expiry-time": 1}]"#
        #expect(try await address(leases: ["virbr0.status": text]) == "10.1.0.3")
        #expect(try await address(leases: ["virbr0.status": "[{"]) == nil)
    }

    @Test(
        .enabled(if: HostFiles.exists("/usr/sbin/qemu-ga"), "qemu-guest-agent is not installed"),
        .timeLimit(.minutes(10)))
    func `a guest whose agent runs tells its address itself`() async throws {
        try await withTemporaryDirectory { folder in
            let socket = folder + "/agent"
            let finder = FindGuest(
                bridge: "br0", agentSocket: socket, timeout: nil,
                sources: .init(neighbours: "/no/such/table", leaseFolders: []), pause: .milliseconds(10))
            // The address is looked for before the agent is there.
            let search = Task { try await finder.find("00:00:00:00:00:00") }
            let agent = try await ChildProcess.start(
                "/usr/sbin/qemu-ga", ["-m", "unix-listen", "-p", socket, "-t", folder, "-f", folder + "/pid"],
                standardError: .null)
            try await withChildProcess(agent, ladder: .immediate) { _ in
                // This host plays the guest; its loopback interface has this hardware address.
                let found = try await search.value
                #expect(found == "127.0.0.1")
            }
        }
    }

    @Test func `an unknown machine has no address`() async throws {
        #expect(try await address() == nil)
    }
}
