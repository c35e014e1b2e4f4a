import Cryptography
import JSONText

/// A service account's key, and what it signs to get a token (RFC 7523).
struct GoogleServiceAccount: Sendable {
    let email: String
    let tokenAddress: String
    private let keyID: String?
    private let key: SigningKey

    /// - Throws: `GoogleError` for what is no key of a service account.
    init(_ json: JSONValue) throws(GoogleError) {
        guard let email = json["client_email"]?.string, let pem = json["private_key"]?.string else {
            throw GoogleError(reason: "the credentials of a service account have no client_email or private_key")
        }
        self.email = email
        keyID = json["private_key_id"]?.string
        tokenAddress = json["token_uri"]?.string ?? "https://oauth2.googleapis.com/token"
        guard tokenAddress.hasPrefix("https://") || tokenAddress.hasPrefix("http://") else {
            throw GoogleError(reason: "the token_uri of the credentials is no address")
        }
        do {
            key = try SigningKey(pem: pem)
        } catch {
            throw GoogleError(reason: "the private_key of the credentials cannot be used: \(error)")
        }
    }

    /// A signed wish for a token of an hour.
    ///
    /// - Parameter time: seconds since 1970.
    func assertion(scopes: [String], time: Int) throws(GoogleError) -> String {
        var header: [JSONValue.Member] = [.init("alg", "RS256"), .init("typ", "JWT")]
        if let keyID { header.append(.init("kid", .string(keyID))) }
        let claims: JSONValue = [
            "iss": .string(email), "scope": .string(scopes.joined(separator: " ")), "aud": .string(tokenAddress),
            "iat": .int(time), "exp": .int(time + 3600),
        ]
        let text = [JSONValue.object(header), claims].map { Self.encoded(Array(JSONWriter().text($0).utf8)) }
            .joined(separator: ".")
        do {
            return text + "." + Self.encoded(try key.signature(of: Array(text.utf8)))
        } catch {
            throw GoogleError(reason: "the private_key of the credentials does not sign: \(error)")
        }
    }

    /// Base64 for addresses, without padding (RFC 7515, 2).
    private static func encoded(_ bytes: [UInt8]) -> String {
        String(
            Base64.text(bytes).compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }
}
