import HostOS
import TestSupport
import Testing

@testable import SecretStores

@Suite struct VaultStoreTests {
    /// A server with an engine of either version, and a store for it.
    private func read(
        _ path: String, _ key: String, extra: [String: String] = [:]
    ) async throws -> (text: String, request: APIServer.Request?) {
        try await APIServer.run { line in
            switch line.split(separator: " ")[1] {
            case "/v1/kv/app": .init(body: #"{"data": {"password": "v1-secret", "port": 5432, "on": true, "x": {}}}"#)
            case "/v1/secret/data/app": .init(body: #"{"data": {"data": {"password": "v2-secret"}, "metadata": {}}}"#)
            case "/v1/secret/data/a%20b%3Fc": .init(body: #"{"data": {"data": {"k": "odd"}}}"#)
            case "/v1/no": .init(status: 403, body: #"{"errors": ["permission denied"]}"#)
            case "/v1/html": .init(status: 502, body: "<html>")
            default: .init(status: 404, body: #"{"errors": []}"#)
            }
        } _: { server in
            var environment = ["VAULT_ADDR": server.address + "/", "VAULT_TOKEN": "s.token"]
            environment.merge(extra) { _, new in new }
            let store = VaultStore(environment: environment)
            let text = try await onOwnThread { try store.value(path: path, key: key) }
            return (text, server.received.first)
        }
    }

    @Test(
        "reads fields of both versions of the engine",
        arguments: [
            ("kv/app", "password", "v1-secret"), ("kv/app", "port", "5432"), ("kv/app", "on", "true"),
            ("secret/data/app", "password", "v2-secret"), ("/secret/data/app", "password", "v2-secret"),
            ("secret/data/a b?c", "k", "odd"),
        ])
    func fields(path: String, key: String, expected: String) async throws {
        #expect(try await read(path, key).text == expected)
    }

    @Test("sends token and namespace in headers")
    func headers() async throws {
        let request = try await read("kv/app", "password", extra: ["VAULT_NAMESPACE": "team"]).request
        #expect(request?.headers["x-vault-token"] == "s.token")
        #expect(request?.headers["x-vault-namespace"] == "team")
    }

    @Test(
        "says what is missing, and never the token or the secret",
        arguments: [
            ("none", "k", "no secret at"), ("kv/app", "nokey", "has no key"), ("kv/app", "x", "holds no text"),
            ("no", "k", "permission denied"), ("html", "k", "answered 502"),
        ])
    func failures(path: String, key: String, expected: String) async throws {
        let error = await #expect(throws: SecretStoreError.self) { try await read(path, key) }
        let text = "\(try #require(error))"
        #expect(text.contains(expected), "\(text)")
        #expect(!text.contains("s.token") && !text.contains("v1-secret"))
    }

    @Test("without a token nothing is asked")
    func noToken() async throws {
        let error = await #expect(throws: SecretStoreError.self) {
            try await read("kv/app", "password", extra: ["VAULT_TOKEN": ""])
        }
        #expect(error?.reason == "VAULT_TOKEN is not set")
    }

    @Test("a server that is not there is named")
    func nobody() async throws {
        let store = VaultStore(environment: ["VAULT_ADDR": "http://127.0.0.1:1", "VAULT_TOKEN": "t"])
        let error = await #expect(throws: SecretStoreError.self) {
            try await onOwnThread { try store.value(path: "a", key: "b") }
        }
        #expect(error?.reason.contains("no answer from http://127.0.0.1:1/v1/a") == true)
    }
}
