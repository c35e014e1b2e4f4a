import BuildEvents
import Communicators
import Diagnostics
import HCLValues
import SSH
import TestSupport
import Testing

@Suite struct RouteOptionsTests {
    @Test func `a bastion takes the machine's user and key where it has none of its own`() throws {
        try withKey { key in
            let route = try #require(
                try options(["ssh_bastion_host": .string("b"), "ssh_private_key_file": .string(key)]).route)
            let bastion = try #require(route.bastion)
            #expect(bastion.host == "b")
            #expect(bastion.port == 22)
            #expect(bastion.username == "user")
            #expect(bastion.privateKeyFile == key)
        }
    }

    @Test func `a bastion's own login goes before the machine's`() throws {
        try withKey { key in
            let bastion = try #require(
                try options([
                    "ssh_bastion_host": .string("b"), "ssh_bastion_port": .number(2200),
                    "ssh_bastion_username": .string("jump"), "ssh_bastion_password": .string("pw"),
                    "ssh_bastion_private_key_file": .string(key), "ssh_password": .string("other"),
                ]).route?.bastion)
            #expect(bastion.port == 2200)
            #expect(bastion.username == "jump")
            #expect(bastion.password?.exposed == "pw")
            #expect(bastion.privateKeyFile == key)
        }
    }

    @Test(
        arguments: [
            ([:], .socks5, 1080), (["ssh_proxy_port": .number(9000)], .socks5, 9000),
            (["ssh_proxy_port": .number(0)], .socks5, 1080), (["ssh_proxy_type": .string("http")], .http, 8080),
        ] as [([String: HCLValue], SSHProxy.Kind, UInt16)])
    func `a proxy has the usual port of its kind`(
        values: [String: HCLValue], kind: SSHProxy.Kind, port: UInt16
    ) throws {
        let proxy = try #require(
            try options(values.merging(["ssh_proxy_host": .string("p")]) { first, _ in first }).route?.proxy)
        #expect(proxy.kind == kind)
        #expect(proxy.port == port)
    }

    @Test func `tunnels are read, of either direction`() throws {
        let route = try #require(
            try options([
                "ssh_local_tunnels": texts("8080:web:80"), "ssh_remote_tunnels": texts("3128:localhost:3128"),
            ]).route)
        #expect(route.localTunnels == [SSHTunnel(listenPort: 8080, targetHost: "web", targetPort: 80)])
        #expect(route.remoteTunnels == [SSHTunnel(listenPort: 3128, targetHost: "localhost", targetPort: 3128)])
    }

    @Test(
        arguments: [
            ([:], nil, false), ([:], "/agent", true),
            (["ssh_disable_agent_forwarding": .bool(true)], "/agent", false),
        ] as [([String: HCLValue], String?, Bool)])
    func `the agent is forwarded where there is one, unless that is switched off`(
        values: [String: HCLValue], agent: String?, forwarded: Bool
    ) throws {
        let options = try options(values, environment: agent.map { ["SSH_AUTH_SOCK": $0] } ?? [:])
        #expect((options.route?.forwardsAgent == true && options.agentSocket != nil) == forwarded)
    }

    @Test(
        arguments: [
            (["ssh_bastion_host": .string("b")], "No way to log in to the bastion"),
            (["ssh_bastion_host": .string("b"), "ssh_bastion_agent_auth": .bool(true)], "No SSH agent"),
            (
                [
                    "ssh_bastion_host": .string("b"), "ssh_bastion_password": .string("p"),
                    "ssh_bastion_private_key_file": .string("/nonexistent"),
                ], "Unusable SSH key"
            ),
            (
                [
                    "ssh_bastion_host": .string("b"), "ssh_bastion_password": .string("p"),
                    "ssh_bastion_certificate_file": .string("c"),
                ], "Certificate without key"
            ),
            (
                [
                    "ssh_bastion_host": .string("b"), "ssh_bastion_password": .string("p"),
                    "ssh_bastion_port": .number(99_999),
                ], "Impossible port"
            ),
            (
                [
                    "ssh_bastion_host": .string("b"), "ssh_bastion_password": .string("p"),
                    "ssh_proxy_host": .string("p"),
                ], "Two ways to the machine"
            ),
            (["ssh_proxy_type": .string("socks4")], "Unknown kind of proxy"),
            (["ssh_local_tunnels": texts("80")], "Not a tunnel"),
            (["ssh_remote_tunnels": texts("x:y:z")], "Not a tunnel"),
            (["ssh_host_key_change": .string("ignore")], "Unknown choice"),
            (["ssh_ciphers": texts("aes128-ctl")], "Unknown algorithm"),
            (["ssh_ciphers": texts("arcfour")], "No algorithm left"),
            (["ssh_key_exchange_algorithms": texts("curve25519-sha265")], "Unknown algorithm"),
        ] as [([String: HCLValue], String)])
    func `what cannot work is an error at validation`(values: [String: HCLValue], summary: String) {
        let error = #expect(throws: DiagnosticError.self) { try options(values) }
        #expect(error?.diagnostics.map(\.summary) == [summary])
    }

    @Test func `a misspelt algorithm is told with the right one`() {
        let error = #expect(throws: DiagnosticError.self) { try options(["ssh_ciphers": texts("aes128-ctl")]) }
        #expect(error?.diagnostics.first?.detail.hasSuffix("Did you mean \"aes128-ctr\"?") == true)
    }

    @Test func `an algorithm that is not offered is left out if there are others`() throws {
        #expect(try options(["ssh_ciphers": texts("arcfour", "aes256-ctr")]).ciphers == ["aes256-ctr"])
    }

    private func options(
        _ values: [String: HCLValue], environment: [String: String] = [:]
    ) throws -> CommunicatorOptions {
        try communicatorOptions(
            values.merging(["ssh_username": .string("user")]) { first, _ in first }, environment: environment)
    }

    private func withKey(_ body: (String) throws -> Void) throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try SSHDFixture.makeKey(folder + "/key")
        try body(folder + "/key")
    }
}
