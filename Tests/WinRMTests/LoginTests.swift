import TestSupport
import Testing

@testable import WinRM

@Suite struct LoginTests {
    private static let echo = FakeWindows { command, _ in .init("\(command)\r\n") }

    @Test(
        arguments: [
            (["Basic realm=\"WSMAN\""], nil, "Basic"),
            (["Negotiate", "Basic realm=\"WSMAN\""], nil, "Basic"),
            (["Negotiate", "Basic realm=\"WSMAN\""], true, "Negotiate"),
            (["Negotiate", "Basic realm=\"WSMAN\""], false, "Basic"),
            (["Negotiate"], nil, "Negotiate"),
            (["NTLM"], nil, "NTLM"),
        ] as [([String], Bool?, String)])
    func `the login is what the template wants of what the server offers`(
        offers: [String], usesNTLM: Bool?, method: String
    ) async throws {
        var setup = WSManServer.Setup()
        setup.offers = offers
        // What is not Basic has to be encrypted, as Windows wants it without further set-up.
        setup.allowsUnencrypted = method == "Basic"
        try await WSManServer.with(setup, Self.echo) { server in
            let client = try server.client { $0.usesNTLM = usesNTLM }
            let result = try await client.output(of: "hostname /ä")
            #expect(result.out == "hostname /ä\r\n")
            #expect(await client.loginMethod?.rawValue == method)
            #expect(Set(server.loginMethods) == [method])
            #expect(server.service.violations == [])
            #expect(server.service.openShells == 0)
        }
    }

    @Test func `a login that the connection lost is made again`() async throws {
        try await WSManServer.with(.init(offers: "Negotiate", unencrypted: false, closes: true), Self.echo) { server in
            let client = try server.client()
            for number in 1...3 { #expect(try await client.output(of: "echo \(number)").out == "echo \(number)\r\n") }
            #expect(server.loginMethods.count >= 3)
            #expect(server.service.violations == [])
        }
    }

    @Test func `where Basic is refused, NTLM is tried as well`() async throws {
        // Basic of another user, so that only NTLM can work: the service takes no unencrypted message.
        var setup = WSManServer.Setup(offers: "Basic realm=\"WSMAN\"", "Negotiate", unencrypted: false)
        setup.user = "Vagrant"
        try await WSManServer.with(setup, Self.echo) { server in
            let client = try server.client { $0.username = "MACHINE\\Vagrant" }
            #expect(try await client.output(of: "dir").out == "dir\r\n")
            #expect(server.loginMethods.last == "Negotiate")
        }
    }

    @Test(arguments: [["Basic realm=\"WSMAN\""], ["Negotiate"]])
    func `a wrong password is told as such`(offers: [String]) async throws {
        var setup = WSManServer.Setup()
        setup.offers = offers
        try await WSManServer.with(setup, Self.echo) { server in
            let client = try server.client { $0.password = "wrong" }
            let error = await #expect(throws: WinRMError.self) { try await client.output(of: "dir") }
            #expect(error?.stage == .login)
            #expect(error?.message.hasPrefix("the server refused the login of \"vagrant\" by ") == true)
            #expect(error?.description.contains("wrong") == false)
            #expect(server.loginMethods.isEmpty)
        }
    }

    @Test(
        arguments: [
            ("Kerberos", nil, "the server offers Kerberos, not Basic or Negotiate or NTLM"),
            ("Negotiate", false, "the server offers Negotiate, not Basic"),
            ("Basic realm=\"WSMAN\"", true, "the server offers Basic, not Negotiate or NTLM"),
        ] as [(String, Bool?, String)])
    func `what is offered instead is told`(offer: String, usesNTLM: Bool?, message: String) async throws {
        try await WSManServer.with(.init(offers: offer)) { server in
            let client = try server.client { $0.usesNTLM = usesNTLM }
            let error = await #expect(throws: WinRMError.self) { try await client.output(of: "dir") }
            #expect(error?.stage == .login)
            #expect(error?.message == message)
            #expect(error?.advice.isEmpty == false)
        }
    }

    @Test func `nobody at the port, and somebody who says nothing, are told apart`() async throws {
        var settings = WinRMSettings(host: "127.0.0.1", port: Int(try freePort()), username: "u", password: "p")
        let nobody = try WinRMClient(settings)
        let first = await #expect(throws: WinRMError.self) { try await nobody.output(of: "dir") }
        #expect(first?.stage == .dial)
        try await SilentServer.with { server in
            settings.port = Int(server.port)
            settings.pollTime = .seconds(1)
            settings.grace = .zero
            let silent = try WinRMClient(settings)
            let second = await #expect(throws: WinRMError.self) { try await silent.output(of: "dir") }
            #expect(second?.stage == .silence)
        }
    }

    @Test(
        arguments: [
            ("Negotiate", ["Negotiate"]), ("Negotiate, Basic realm=\"WSMAN\"", ["Negotiate", "Basic"]),
            ("Digest realm=\"a\", qop=\"auth\", Basic realm=\"b\"", ["Digest", "Basic"]), ("", []),
        ])
    func `offers are read from one header or several`(value: String, schemes: [String]) {
        #expect(WinRMLoginMethod.offers([("www-authenticate", value)]).map(\.scheme) == schemes)
    }
}
