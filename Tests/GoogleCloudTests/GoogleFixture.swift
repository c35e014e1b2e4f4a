import BuildEvents
import Cryptography
import HTTP
import HostOS
import JSONText
import TestSupport
import Testing

@testable import GoogleCloud

/// A service account whose tokens a server on loopback gives.
enum GoogleFixture {
    /// An RSA key in PEM, made by OpenSSL.
    static func key(in folder: String) async throws -> String {
        _ = try await runProcess(
            "openssl",
            ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", folder + "/key.pem"])
        return try HostFiles.readText(folder + "/key.pem")
    }

    static func account(_ key: String, tokenAddress: String) -> String {
        JSONWriter().text([
            "type": "service_account", "client_email": "builder@p.iam.gserviceaccount.com", "private_key_id": "k1",
            "private_key": .string(key), "token_uri": .string(tokenAddress),
        ])
    }

    /// Access by a token, without pauses, with all services at one address.
    static func access(_ address: String) -> GoogleAccess {
        var access = GoogleAccess(environment: [:])
        access.source = .token(.init("token-1"))
        access.endpoints = ["compute": address, "storage": address, "iamcredentials": address]
        access.retries.firstPause = .zero
        return access
    }

    /// The parts of a JSON Web Token whose signature is the key's.
    static func claims(_ token: String, _ key: String) throws -> (header: JSONValue, claims: JSONValue) {
        let parts = token.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let bytes = try parts.map { part in
            let plain = part.replacing("-", with: "+").replacing("_", with: "/")
            return try #require(Base64.bytes(plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)))
        }
        let verifier = try SigningKey(pem: key).verificationKey
        #expect(verifier.isValid(bytes[2], of: Array("\(parts[0]).\(parts[1])".utf8)))
        return (try JSONParser.parse(bytes[0]), try JSONParser.parse(bytes[1]))
    }

    static func fields(_ request: APIServer.Request) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[percentDecoded(String(parts[0])) ?? ""] = percentDecoded(String(parts[1]))
        }
        return fields
    }
}
