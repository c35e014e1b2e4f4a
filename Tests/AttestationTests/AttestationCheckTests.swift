import Cryptography
import HostOS
import JSONText
import TestSupport
import Testing

@testable import Attestation

@Suite struct AttestationCheckTests {
    private static let digest = String(repeating: "ab", count: 32)

    /// Two keys of the `openssl` program.
    private func withKeys(_ body: ([SigningKey]) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            var keys: [SigningKey] = []
            for algorithm in ["ed25519", "ed25519"] {
                let result = try await runProcess("openssl", ["genpkey", "-algorithm", algorithm])
                keys.append(try SigningKey(pem: result.outputText))
            }
            try await body(keys)
        }
    }

    private func envelope(_ key: SigningKey, type: String = SignedEnvelope.statementType) throws -> [UInt8] {
        var provenance = BuildProvenance(
            buildType: "t", externalParameters: ["a": "b"], internalParameters: .object([]),
            dependencies: [.init(uri: "git+https://h/x", digests: ["gitCommit": "c"])], builderID: "me",
            builderVersions: ["ingot": "1"], invocationID: "i")
        provenance.finishedOn = "2024-01-01T00:00:00Z"
        let statement = Statement(
            subjects: [.init(name: "disk", sha256: Self.digest)], predicateType: BuildProvenance.type,
            predicate: provenance.json)
        return Array(
            try SignedEnvelope(payload: Array(statement.text.utf8), type: type, key: key).text.utf8)
    }

    @Test func `what is signed is told`() async throws {
        try await withKeys { keys in
            var check = AttestationCheck()
            check.files = [.init(path: "/x/renamed", sha256: Self.digest)]
            check.predicateType = BuildProvenance.type
            check.builderID = "me"
            check.sourceURI = "git+https://h/x"
            let words = try check.verify(try envelope(keys[0]), with: keys[0].verificationKey)
            #expect(words.count == 5)
            #expect(words[0].hasPrefix("Signature: made by the Ed25519 key "))
            #expect(words[4] == "File: /x/renamed is disk, sha256:\(Self.digest).")
            let bare = try AttestationCheck().verify(try envelope(keys[0]), with: keys[0].verificationKey)
            #expect(
                bare.last == "Files: none was given to compare; the attestation is about disk (sha256:\(Self.digest)).")
        }
    }

    private static let mismatches: [(@Sendable (inout AttestationCheck) -> Void, String)] = [
        ({ $0.files = [.init(path: "/x/disk", sha256: "00")] }, "/x/disk is not what was attested: it has sha256:00"),
        ({ $0.files = [.init(path: "/x/other", sha256: "00")] }, "/x/other (sha256:00) is not among"),
        ({ $0.predicateType = "p" }, "its predicate is of the type"),
        ({ $0.builderID = "you" }, "it was built by \"me\", not by \"you\""),
        (
            { $0.sourceURI = "git+https://h/y" },
            "\"git+https://h/y\" is not among what it was built from: git+https://h/x"
        ),
    ]

    @Test(arguments: mismatches.indices) func `what does not hold is told`(index: Int) async throws {
        try await withKeys { keys in
            var check = AttestationCheck()
            Self.mismatches[index].0(&check)
            let error = #expect(throws: AttestationCheck.Mismatch.self) {
                try check.verify(try envelope(keys[0]), with: keys[0].verificationKey)
            }
            #expect(error?.description.hasPrefix(Self.mismatches[index].1) == true, "\(String(describing: error))")
        }
    }

    @Test func `another key, another type and another payload are refused`() async throws {
        try await withKeys { keys in
            let good = try envelope(keys[0])
            let other = #expect(throws: AttestationCheck.Mismatch.self) {
                try AttestationCheck().verify(good, with: keys[1].verificationKey)
            }
            #expect(other?.description == "no signature in it was made by the given key (Ed25519)")
            #expect(throws: AttestationCheck.Mismatch.self) {
                try AttestationCheck().verify(try envelope(keys[0], type: "text/plain"), with: keys[0].verificationKey)
            }
            var changed = try SignedEnvelope(good)
            changed.payload[20] ^= 1
            #expect(throws: AttestationCheck.Mismatch.self) {
                try AttestationCheck().verify(Array(changed.text.utf8), with: keys[0].verificationKey)
            }
            var added = try SignedEnvelope(good)
            added.signatures.insert(.init(keyID: "x", bytes: [1]), at: 0)
            #expect(throws: Never.self) {
                try AttestationCheck().verify(Array(added.text.utf8), with: keys[0].verificationKey)
            }
        }
    }

    @Test(arguments: [
        ("", "it is no JSON"), ("{}", "it has no payloadType, payload and signatures, so it is not signed"),
        (#"{"payloadType": "t", "payload": "!", "signatures": []}"#, "its payload is no Base64"),
        (#"{"payloadType": "t", "payload": "YQ==", "signatures": [{"sig": "?"}]}"#, "it holds no signature"),
        (#"{"payloadType": "t", "payload": "YQ==", "signatures": {}}"#, "it has no payloadType"),
    ])
    func `what is no envelope is told`(text: String, words: String) {
        let fault = #expect(throws: SignedEnvelope.Fault.self) { try SignedEnvelope(Array(text.utf8)) }
        #expect(fault?.description.hasPrefix(words) == true, "\(String(describing: fault))")
    }

    @Test(arguments: [
        ("[", "its statement is no JSON"), (#"{"_type": "x"}"#, "its statement is not of the type"),
        (#"{"_type": "https://in-toto.io/Statement/v1", "subject": 1}"#, "its statement has no subject"),
    ])
    func `what is no statement is told`(text: String, words: String) {
        let fault = #expect(throws: SignedEnvelope.Fault.self) { try Statement(Array(text.utf8)) }
        #expect(fault?.description.hasPrefix(words) == true)
    }

    @Test func `both alphabets of Base64 are read`() throws {
        for text in ["-_-_", "+/+/"] {
            let json = #"{"payloadType": "t", "payload": "\#(text)", "signatures": [{"sig": "\#(text)"}]}"#
            let envelope = try SignedEnvelope(Array(json.utf8))
            #expect(envelope.payload == [0xFB, 0xFF, 0xBF])
            #expect(envelope.signatures == [.init(keyID: "", bytes: [0xFB, 0xFF, 0xBF])])
        }
    }

    /// The example of DSSE's protocol document.
    @Test func `the signed bytes are those of the protocol`() {
        let bytes = SignedEnvelope.signedBytes(Array("hello world".utf8), type: "http://example.com/HelloWorld")
        #expect(bytes == Array("DSSEv1 29 http://example.com/HelloWorld 11 hello world".utf8))
    }

    @Test func `a statement reads back as it was written`() throws {
        let statement = Statement(
            subjects: [.init(name: "a", sha256: Self.digest)], predicateType: "p", predicate: ["x": [1, nil]])
        #expect(try Statement(Array(statement.text.utf8)) == statement)
    }
}
