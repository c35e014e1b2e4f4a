import Cryptography
import HTTP
import HostOS
import JSONText

/// Consul's key-value store by its HTTP API.
package struct ConsulStore: Sendable {
    private static let name = "Consul"
    private let environment: StoreEnvironment

    /// - Parameter environment: `CONSUL_HTTP_ADDR`, `CONSUL_HTTP_SSL`, `CONSUL_HTTP_SSL_VERIFY`, `CONSUL_CACERT`,
    ///   `CONSUL_HTTP_TOKEN`, `CONSUL_HTTP_TOKEN_FILE`, `CONSUL_HTTP_AUTH` and `CONSUL_NAMESPACE` are read.
    package init(environment: [String: String]) {
        self.environment = StoreEnvironment(variables: environment)
    }

    /// The text of a key.
    ///
    /// - Throws: `SecretStoreError`, `CancellationError`.
    package func value(key: String) throws -> String {
        let response = try request(key).answer(of: Self.name)
        guard response.status != 404 else {
            throw SecretStoreError(store: Self.name, reason: "there is no key \(quoted(key))")
        }
        guard response.status == 200 else {
            throw SecretStoreError(
                store: Self.name, reason: "the server answered \(response.status)",
                advice: response.status == 403 ? "check CONSUL_HTTP_TOKEN" : "")
        }
        // What is no JSON holds no value either.
        let entry = (try? JSONParser.parse(response.body))?[0]
        guard let encoded = entry?["Value"]?.string, !encoded.isEmpty else {
            throw SecretStoreError(store: Self.name, reason: "the key \(quoted(key)) is empty")
        }
        guard let bytes = Base64.bytes(encoded), let text = String(validating: bytes, as: UTF8.self) else {
            throw SecretStoreError(store: Self.name, reason: "the key \(quoted(key)) holds no text")
        }
        return text
    }

    private func request(_ key: String) throws(SecretStoreError) -> HTTPRequest {
        let path = percentEncoded(String(key.drop { $0 == "/" }), keepingSlashes: true)
        let space = environment["CONSUL_NAMESPACE"].map { "?ns=" + percentEncoded($0, keepingSlashes: true) } ?? ""
        var request = HTTPRequest(url: base + "/v1/kv/" + path + space)
        if let token = try token() { request.headers.append(("X-Consul-Token", token)) }
        if let login = environment["CONSUL_HTTP_AUTH"] {
            request.headers.append(("Authorization", "Basic " + Base64.text(Array(login.utf8))))
        }
        request.certificateFile = environment["CONSUL_CACERT"]
        request.verifiesServer = !["0", "false"].contains(environment["CONSUL_HTTP_SSL_VERIFY"] ?? "")
        return request
    }

    private var base: String {
        let address = StoreAddress.trimmed(environment["CONSUL_HTTP_ADDR"] ?? "127.0.0.1:8500")
        guard !address.contains("://") else { return address }
        return (environment.isOn("CONSUL_HTTP_SSL") ? "https://" : "http://") + address
    }

    private func token() throws(SecretStoreError) -> String? {
        if let token = environment["CONSUL_HTTP_TOKEN"] { return token }
        guard let file = environment["CONSUL_HTTP_TOKEN_FILE"] else { return nil }
        do {
            return try HostFiles.readText(file).trimmingBlanks
        } catch {
            throw SecretStoreError(store: Self.name, reason: "cannot read CONSUL_HTTP_TOKEN_FILE: \(error)")
        }
    }
}

extension String {
    /// The text without white space at both ends.
    var trimmingBlanks: String {
        let start = drop { $0.isWhitespace }
        let end = start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex
        return String(start[..<end])
    }
}
