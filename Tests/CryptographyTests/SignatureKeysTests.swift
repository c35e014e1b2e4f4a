import HostOS
import TestSupport
import Testing

@testable import Cryptography

/// Keys are made and signatures checked by the `openssl` program.
@Suite struct SignatureKeysTests {
    private static let kinds = [
        ("rsa:3072", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"], "RSA 3072"),
        ("P-256", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "ECDSA 256"),
        ("P-384", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "ECDSA 384"),
        ("ed25519", ["-algorithm", "ed25519"], "Ed25519"),
    ]

    private func openssl(_ arguments: String...) async throws {
        let result = try await runProcess("openssl", arguments)
        try #require(result.exit == .status(0), "\(result.errorText)")
    }

    private func generate(_ options: [String], at path: String) async throws -> String {
        let result = try await runProcess("openssl", ["genpkey", "-out", path] + options)
        try #require(result.exit == .status(0), "\(result.errorText)")
        return try HostFiles.readText(path)
    }

    @Test(arguments: kinds) func `openssl verifies our signatures`(
        name: String, options: [String], kind: String
    ) async throws {
        try await withTemporaryDirectory { folder in
            let key = try SigningKey(pem: try await generate(options, at: folder + "/key"))
            #expect(key.verificationKey.kind == kind)
            let message = Array("DSSEv1 a message".utf8)
            let signature = try key.signature(of: message)
            try HostFiles.write(message, to: folder + "/message")
            try HostFiles.write(signature, to: folder + "/signature")
            try HostFiles.write(key.verificationKey.pem, to: folder + "/public")
            let digest = name == "ed25519" ? [] : ["-digest", "sha256"]
            let verified = try await runProcess(
                "openssl",
                [
                    "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", folder + "/public", "-in", folder + "/message",
                    "-sigfile", folder + "/signature",
                ] + digest)
            #expect(verified.exit == .status(0), "\(verified.outputText) \(verified.errorText)")
            let other = try VerificationKey(pem: try HostFiles.readText(folder + "/public"))
            #expect(other.isValid(signature, of: message))
            #expect(!other.isValid(signature, of: message + [0]))
            #expect(!other.isValid(signature.dropLast() + [signature[signature.count - 1] ^ 1], of: message))
            #expect(!other.isValid([], of: message))
        }
    }

    @Test(arguments: [["rsa", "-traditional"], ["ec"]]) func `keys of the old forms are read`(form: [String])
        async throws
    {
        try await withTemporaryDirectory { folder in
            let options = form[0] == "rsa" ? Self.kinds[0].1 : Self.kinds[1].1
            let modern = try await generate(options, at: folder + "/key")
            let result = try await runProcess("openssl", [form[0], "-in", folder + "/key"] + form.dropFirst())
            let old = result.outputText
            #expect(old.contains(form[0] == "rsa" ? "BEGIN RSA PRIVATE KEY" : "BEGIN EC PRIVATE KEY"))
            #expect(try SigningKey(pem: old).verificationKey.pem == SigningKey(pem: modern).verificationKey.pem)
        }
    }

    @Test func `a protected key opens with its passphrase alone`() async throws {
        try await withTemporaryDirectory { folder in
            let pem = try await generate(
                Self.kinds[1].1 + ["-aes256", "-pass", "pass:test-passphrase"], at: folder + "/key")
            _ = try SigningKey(pem: pem, passphrase: "test-passphrase")
            for wrong in ["", "other"] {
                #expect(throws: SignatureFailure.unreadableKey(mayNeedPassphrase: true)) {
                    try SigningKey(pem: pem, passphrase: wrong)
                }
            }
        }
    }

    @Test func `a certificate verifies, too`() async throws {
        try await withTemporaryDirectory { folder in
            let key = try SigningKey(pem: try await generate(Self.kinds[1].1, at: folder + "/key"))
            try await openssl(
                "req", "-x509", "-new", "-key", folder + "/key", "-subj", "/CN=test", "-out", folder + "/cert")
            let certificate = try VerificationKey(pem: try HostFiles.readText(folder + "/cert"))
            #expect(certificate.isValid(try key.signature(of: [1, 2]), of: [1, 2]))
        }
    }

    @Test(arguments: [
        ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
        ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp160r1"], ["-algorithm", "X25519"],
    ])
    func `weak keys, and keys that do not sign, are refused`(options: [String]) async throws {
        try await withTemporaryDirectory { folder in
            let pem = try await generate(options, at: folder + "/key")
            #expect {
                try SigningKey(pem: pem)
            } throws: { error in
                if case SignatureFailure.unsuitableKey = error { true } else { false }
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func `nobody is asked for the passphrase of what should be public`() {
        let head = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00000000000000000000000000000000\n\nAAAA\n"
        for kind in ["PUBLIC KEY", "CERTIFICATE", "RSA PRIVATE KEY"] {
            #expect(throws: SignatureFailure.self) {
                try VerificationKey(pem: "-----BEGIN \(kind)-----\n\(head)-----END \(kind)-----\n")
            }
        }
    }

    @Test(arguments: ["", "text", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
    func `what is no key is refused`(text: String) {
        #expect(throws: SignatureFailure.unreadableKey(mayNeedPassphrase: false)) { try SigningKey(pem: text) }
        #expect(throws: SignatureFailure.unreadableKey(mayNeedPassphrase: false)) { try VerificationKey(pem: text) }
    }
}
