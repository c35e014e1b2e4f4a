import Cryptography
import HostOS
import Testing

@Suite struct RSADecryptionTests {
    /// Encrypts by the `openssl` command with a fresh key of that form.
    private func withEncrypted(
        _ text: String, traditional: Bool, _ body: @Sendable ([UInt8], String) throws -> Void
    ) async throws {
        try await withTemporaryDirectory(prefix: "rsa") { folder in
            let key = folder + "/key"
            let form = traditional ? ["-traditional"] : []
            _ = try await runProcess("/usr/bin/openssl", ["genrsa"] + form + ["-out", key, "1024"])
            let result = try await runProcess(
                "/usr/bin/openssl", ["pkeyutl", "-encrypt", "-inkey", key], input: Array(text.utf8))
            #expect(result.exit == .status(0))
            try body(result.standardOutput, try HostFiles.readText(key))
        }
    }

    @Test("decrypts what openssl encrypted, by keys of both PEM forms", arguments: [true, false])
    func decrypts(traditional: Bool) async throws {
        try await withEncrypted("sécret", traditional: traditional) { data, key in
            #expect(traditional == key.contains("BEGIN RSA PRIVATE KEY"))
            let plain = try RSADecryption.decrypt(data, privateKey: key)
            #expect(plain == Array("sécret".utf8))
        }
    }

    @Test("tells a bad key from bad data")
    func failures() async throws {
        try await withEncrypted("x", traditional: true) { data, key in
            #expect(throws: RSADecryption.Failure.badKey) { try RSADecryption.decrypt(data, privateKey: "no key") }
            #expect(throws: RSADecryption.Failure.badData) { try RSADecryption.decrypt([], privateKey: key) }
            #expect(throws: RSADecryption.Failure.badData) {
                try RSADecryption.decrypt(data + data, privateKey: key)
            }
        }
    }
}
