import BuildEvents
import SSH
import TestSupport
import Testing

@Suite struct PasswordTests {
    @Test(arguments: [
        (PasswordServer.Way.password, "password"), (.keyboardInteractive, "keyboard-interactive"),
    ])
    func `the password opens a server that asks for it`(way: PasswordServer.Way, method: String) async throws {
        try await withServer(way, password: PasswordServer.password) { configuration in
            let session = try await SSHSession.connect(configuration)
            #expect(session.facts.authentication == method)
            await session.close()
        }
    }

    @Test(arguments: [
        (PasswordServer.Way.password, "tried password; the server offers password"),
        (.keyboardInteractive, "tried password, keyboard-interactive; the server offers keyboard-interactive"),
    ])
    func `a wrong password is refused in words that do not show it`(
        way: PasswordServer.Way, words: String
    ) async throws {
        try await withServer(way, password: "wrong guess") { configuration in
            let failure = await #expect(throws: SSHConnectFailure.self) { try await SSHSession.connect(configuration) }
            #expect(failure?.stage == .authentication)
            #expect(failure?.message.hasSuffix(words) == true)
            #expect(failure?.message.contains("wrong guess") == false)
        }
    }

    private func withServer(
        _ way: PasswordServer.Way, password: String, _ body: (SSHConfiguration) async throws -> Void
    ) async throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try SSHDFixture.makeKey(folder + "/host_key")
        let server = try PasswordServer.start(way, hostKey: folder + "/host_key")
        var credentials = SSHCredentials(username: "tester")
        credentials.password = Secret(password)
        try await body(SSHConfiguration(host: "127.0.0.1", port: server.port, credentials: credentials))
    }
}
