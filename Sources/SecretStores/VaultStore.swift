import HTTP
import JSONText

/// HashiCorp Vault's key-value engines, versions 1 and 2, by its HTTP API.
package struct VaultStore: Sendable {
    private static let name = "Vault"
    private let environment: StoreEnvironment

    /// - Parameter environment: `VAULT_ADDR`, `VAULT_TOKEN`, `VAULT_NAMESPACE`, `VAULT_CACERT` and
    ///   `VAULT_SKIP_VERIFY` are read.
    package init(environment: [String: String]) {
        self.environment = StoreEnvironment(variables: environment)
    }

    /// One field of the secret at a path of the API without `v1/`, such as `secret/data/app`.
    ///
    /// - Throws: `SecretStoreError`, `CancellationError`.
    package func value(path: String, key: String) throws -> String {
        let data = try secret(path)
        // Version 2 has the fields one level deeper; in version 1 a field of this name would be text.
        let fields = data["data"]?.members == nil ? data : data["data"] ?? data
        guard let value = fields[key] else {
            throw SecretStoreError(store: Self.name, reason: "the secret at \(quoted(path)) has no key \(quoted(key))")
        }
        guard let text = value.scalarText else {
            throw SecretStoreError(
                store: Self.name, reason: "the key \(quoted(key)) at \(quoted(path)) holds no text")
        }
        return text
    }

    private func secret(_ path: String) throws -> JSONValue {
        let response = try request(path).answer(of: Self.name)
        // A body that is no JSON has no data either; the status tells more than the parser could.
        let body = try? JSONParser.parse(response.body)
        switch response.status {
        case 200:
            guard let data = body?["data"], data.members != nil else { throw missing(path) }
            return data
        case 404: throw missing(path)
        default:
            let words = (body?["errors"]?.array ?? []).compactMap(\.string).map(quoted).joined(separator: ", ")
            throw SecretStoreError(
                store: Self.name,
                reason: "the server answered \(response.status)" + (words.isEmpty ? "" : ": \(words)"),
                advice: response.status == 403 ? "check VAULT_TOKEN and its policies" : "")
        }
    }

    private func missing(_ path: String) -> SecretStoreError {
        SecretStoreError(
            store: Self.name, reason: "there is no secret at \(quoted(path))",
            advice: "with version 2 of the engine the path has data/ behind the mount")
    }

    private func request(_ path: String) throws(SecretStoreError) -> HTTPRequest {
        guard let token = environment["VAULT_TOKEN"] else {
            throw SecretStoreError(
                store: Self.name, reason: "VAULT_TOKEN is not set", advice: "set it to a token that may read the secret"
            )
        }
        let base = StoreAddress.trimmed(environment["VAULT_ADDR"] ?? "https://127.0.0.1:8200")
        let relative = String(path.drop { $0 == "/" })
        var request = HTTPRequest(url: base + "/v1/" + percentEncoded(relative, keepingSlashes: true))
        request.headers = [("X-Vault-Token", token), ("X-Vault-Request", "true")]
        if let namespace = environment["VAULT_NAMESPACE"] {
            request.headers.append(("X-Vault-Namespace", namespace))
        }
        request.certificateFile = environment["VAULT_CACERT"]
        request.verifiesServer = !environment.isOn("VAULT_SKIP_VERIFY")
        return request
    }
}

extension JSONValue {
    /// The text of a string, number or bool.
    var scalarText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
