import Cryptography
import JSONText

/// A payload and the signatures over it (DSSE, Dead Simple Signing Envelope, version 1).
package struct SignedEnvelope: Hashable, Sendable {
    /// A signature, and by which key it is said to be.
    package struct Signature: Hashable, Sendable {
        /// A hint which key it is; nothing is believed because of it.
        package var keyID: String
        /// As the algorithm makes it; ECDSA in DER.
        package var bytes: [UInt8]
    }

    /// Text that is no envelope; says what is missing.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// What statements of in-toto are called.
    package static let statementType = "application/vnd.in-toto+json"

    /// What the payload is, in the manner of media types; signed too.
    package var payloadType: String
    /// What is signed, as it is.
    package var payload: [UInt8]
    /// One of them by a trusted key is enough.
    package var signatures: [Signature]

    /// Signs a payload.
    package init(payload: [UInt8], type: String, key: SigningKey) throws {
        payloadType = type
        self.payload = payload
        let signature = try key.signature(of: Self.signedBytes(payload, type: type))
        signatures = [Signature(keyID: try Self.keyID(of: key.verificationKey), bytes: signature)]
    }

    /// Reads an envelope's JSON.
    package init(_ bytes: [UInt8]) throws(Fault) {
        let json: JSONValue
        do {
            json = try JSONParser.parse(bytes, depthLimit: 32)
        } catch {
            throw Fault(description: "it is no JSON: \(error)")
        }
        guard let type = json["payloadType"]?.string, let text = json["payload"]?.string,
            let list = json["signatures"]?.array
        else { throw Fault(description: "it has no payloadType, payload and signatures, so it is not signed") }
        guard let payload = Self.bytes(text) else { throw Fault(description: "its payload is no Base64") }
        payloadType = type
        self.payload = payload
        signatures = list.compactMap { entry in
            entry["sig"]?.string.flatMap(Self.bytes).map { Signature(keyID: entry["keyid"]?.string ?? "", bytes: $0) }
        }
        guard !signatures.isEmpty else { throw Fault(description: "it holds no signature") }
    }

    /// Base64 in either of its alphabets, as DSSE allows.
    private static func bytes(_ text: String) -> [UInt8]? {
        Base64.bytes(text.replacing("-", with: "+").replacing("_", with: "/"))
    }

    /// The envelope as JSON, with a line feed at its end.
    package var text: String {
        let list = signatures.map { signature -> JSONValue in
            ["keyid": .string(signature.keyID), "sig": .string(Base64.text(signature.bytes))]
        }
        let envelope: JSONValue = [
            "payloadType": .string(payloadType), "payload": .string(Base64.text(payload)), "signatures": .array(list),
        ]
        return JSONWriter(indentation: 2).text(envelope) + "\n"
    }

    /// Whether one of the signatures is this key's.
    package func isSigned(by key: VerificationKey) -> Bool {
        let message = Self.signedBytes(payload, type: payloadType)
        return signatures.contains { key.isValid($0.bytes, of: message) }
    }

    /// What a signature covers, so that neither part can be taken for the other (DSSE's "PAE").
    package static func signedBytes(_ payload: [UInt8], type: String) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    }

    /// The SHA-256 of the public key's PEM, by which a key is known.
    package static func keyID(of key: VerificationKey) throws -> String {
        try Digest.hex(of: key.pem.utf8, .sha256)
    }
}
