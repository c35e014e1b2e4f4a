import HostOS
import TestSupport
import Testing

@testable import SecretStores

@Suite struct ConsulStoreTests {
    private func read(_ key: String, extra: [String: String] = [:]) async throws -> (String, APIServer.Request?) {
        try await APIServer.run { line in
            switch line.split(separator: " ")[1] {
            case "/v1/kv/app/name", "/v1/kv/app/name?ns=team": .init(body: #"[{"Key": "app/name", "Value": "d8O8"}]"#)
            case "/v1/kv/empty": .init(body: #"[{"Key": "empty", "Value": null}]"#)
            case "/v1/kv/bytes": .init(body: #"[{"Key": "bytes", "Value": "/w=="}]"#)
            case "/v1/kv/denied": .init(status: 403, body: "Permission denied")
            default: .init(status: 404)
            }
        } _: { server in
            var environment = ["CONSUL_HTTP_ADDR": String(server.address.dropFirst("http://".count))]
            environment.merge(extra) { _, new in new }
            let store = ConsulStore(environment: environment)
            let text = try await onOwnThread { try store.value(key: key) }
            return (text, server.received.first)
        }
    }

    @Test("reads the text of a key", arguments: ["app/name", "/app/name"])
    func text(key: String) async throws {
        #expect(try await read(key).0 == "wü")
    }

    @Test("sends token, login and namespace where they are set")
    func headers() async throws {
        let extra = ["CONSUL_HTTP_TOKEN": "tok", "CONSUL_HTTP_AUTH": "me:pw", "CONSUL_NAMESPACE": "team"]
        let request = try await read("app/name", extra: extra).1
        #expect(request?.headers["x-consul-token"] == "tok")
        #expect(request?.headers["authorization"] == "Basic bWU6cHc=")
        #expect(request?.line == "GET /v1/kv/app/name?ns=team HTTP/1.1")
    }

    @Test("takes the token from a file")
    func tokenFile() async throws {
        try await withTemporaryDirectory(prefix: "consul") { folder in
            try HostFiles.write("from-file\n", to: folder + "/token")
            let request = try await read("app/name", extra: ["CONSUL_HTTP_TOKEN_FILE": folder + "/token"]).1
            #expect(request?.headers["x-consul-token"] == "from-file")
        }
    }

    @Test(
        "says what is missing",
        arguments: [
            ("none", "there is no key"), ("empty", "is empty"), ("bytes", "holds no text"), ("denied", "answered 403"),
        ])
    func failures(key: String, expected: String) async throws {
        let error = await #expect(throws: SecretStoreError.self) { try await read(key) }
        #expect(error?.reason.contains(expected) == true)
    }
}
