import BuildEvents
import SSH
import TestSupport
import Testing

@Suite struct KeyPairTests {
    @Test(
        arguments: [
            (SSHKeyPair.KeyType.ed25519, nil, "ssh-ed25519"), (.ecdsa, nil, "ecdsa-sha2-nistp521"),
            (.ecdsa, 256, "ecdsa-sha2-nistp256"), (.ecdsa, 384, "ecdsa-sha2-nistp384"), (.rsa, 2048, "ssh-rsa"),
        ] as [(SSHKeyPair.KeyType, Int?, String)])
    func `a generated key opens the server it was given to`(
        type: SSHKeyPair.KeyType, bits: Int?, name: String
    ) async throws {
        let pair = try SSHKeyPair.generate(type: type, bits: bits, comment: "ingot")
        #expect(pair.publicLine.hasPrefix(name + " AAAA"))
        #expect(pair.publicLine.hasSuffix(" ingot"))
        try await SSHDFixture.with { server in
            try write(pair.publicLine + "\n", to: server.directory + "/authorized_keys")
            var configuration = server.configuration
            configuration.credentials.keys = [SSHPrivateKey(.text(pair.privateText))]
            let session = try await SSHSession.connect(configuration)
            #expect(session.facts.authentication == "publickey")
            await session.close()
        }
    }

    @Test(arguments: [(SSHKeyPair.KeyType.ecdsa, 255), (.rsa, 512), (.rsa, 1 << 40)])
    func `an impossible size is refused`(type: SSHKeyPair.KeyType, bits: Int) {
        #expect(throws: SSHError.self) { try SSHKeyPair.generate(type: type, bits: bits, comment: "") }
    }

    @Test func `the private half does not show itself`() throws {
        let pair = try SSHKeyPair.generate(type: .ed25519, comment: "ingot")
        #expect(!"\(pair)".contains("PRIVATE KEY"))
    }
}
