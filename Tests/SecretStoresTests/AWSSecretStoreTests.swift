import Cryptography
import HostOS
import JSONText
import TestSupport
import Testing

@testable import SecretStores

@Suite struct AWSSecretStoreTests {
    private static let environment = [
        "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "AWS_SESSION_TOKEN": "session",
    ]

    private func read(
        _ secret: String, _ key: String?, status: Int = 200, answer: String? = nil
    ) async throws -> (text: String, request: APIServer.Request?) {
        let value = JSONWriter().text(["Name": "app", "SecretString": .string(secret)])
        let body = answer ?? value
        return try await APIServer.run { _ in
            .init(status: status, body: body)
        } _: { server in
            var environment = Self.environment
            environment["AWS_ENDPOINT_URL"] = server.address
            let store = AWSSecretStore(environment: environment, homeDirectory: nil)
            let text = try await onOwnThread { try store.value(name: "app", key: key) }
            return (text, server.received.first)
        }
    }

    @Test(
        "picks the value",
        arguments: [
            (#"{"a": "x", "b": 5}"#, "b", "5"), (#"{"a": "only"}"#, nil, "only"), (#"{"a": "only"}"#, "", "only"),
            ("plain text", nil, "plain text"), ("123", nil, "123"), (#"{"a": 1, "a": 2}"#, "a", "2"),
        ])
    func values(secret: String, key: String?, expected: String) async throws {
        #expect(try await read(secret, key).text == expected)
    }

    @Test(
        "says what is missing, and no secret",
        arguments: [
            (#"{"a": "s3cret", "b": "s3cret"}"#, nil, "has 2 keys"), (#"{"a": "s3cret"}"#, "z", "no key"),
            (#"{"a": {"b": "s3cret"}}"#, "a", "holds no text"), ("{}", nil, "no keys"),
        ])
    func failures(secret: String, key: String?, expected: String) async throws {
        let error = await #expect(throws: SecretStoreError.self) { try await read(secret, key) }
        #expect(error?.reason.contains(expected) == true, "\(String(describing: error))")
        #expect(error?.reason.contains("s3cret") == false)
    }

    @Test("passes on what the service complains about")
    func refusal() async throws {
        let answer = #"{"__type": "com.amazonaws#ResourceNotFoundException", "Message": "can't find it"}"#
        let error = await #expect(throws: SecretStoreError.self) {
            try await read("", nil, status: 400, answer: answer)
        }
        #expect(error?.reason.contains(#"answered 400: ResourceNotFoundException: "can't find it""#) == true)
    }

    @Test("the request is signed so that a server with the same key finds the same signature")
    func signature() async throws {
        let request = try #require(try await read("plain", nil).request)
        #expect(request.line.hasPrefix("POST / "))
        #expect(request.headers["x-amz-target"] == "secretsmanager.GetSecretValue")
        #expect(request.headers["x-amz-security-token"] == "session")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"SecretId":"app","VersionStage":"AWSCURRENT"}"#)
        let authorization = try #require(request.headers["authorization"])
        #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"))
        #expect(try Self.expectedAuthorization(request) == authorization)
    }

    /// Signature Version 4 as a server computes it from the request.
    private static func expectedAuthorization(_ request: APIServer.Request) throws -> String {
        let given = try #require(request.headers["authorization"])
        let signed = try #require(given.split(separator: "SignedHeaders=").last?.split(separator: ",").first)
        let names = signed.split(separator: ";").map(String.init)
        #expect(names == names.sorted() && names.contains("host") && names.contains("x-amz-security-token"))
        let headers = names.map { "\($0):\(request.headers[$0] ?? "")\n" }.joined()
        let hash = try Digest.hex(of: request.body, .sha256)
        let canonical = "POST\n/\n\n\(headers)\n\(signed)\n\(hash)"
        let time = try #require(request.headers["x-amz-date"])
        let scope = [String(time.prefix(8)), "eu-west-1", "secretsmanager", "aws4_request"]
        let text = try [
            "AWS4-HMAC-SHA256", time, scope.joined(separator: "/"), Digest.hex(of: canonical.utf8, .sha256),
        ].joined(separator: "\n")
        var key = Array("AWS4\(environment["AWS_SECRET_ACCESS_KEY"] ?? "")".utf8)
        for part in scope { key = try HMAC.code(for: Array(part.utf8), key: key, .sha256) }
        let code = Hexadecimal.text(try HMAC.code(for: Array(text.utf8), key: key, .sha256))
        return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(scope.joined(separator: "/")),SignedHeaders=\(signed),"
            + "Signature=\(code)"
    }
}

@Suite struct AWSSettingsTests {
    @Test("environment variables come before the files, and a profile picks its section")
    func sources() async throws {
        try await withTemporaryDirectory(prefix: "aws") { home in
            try HostFiles.createDirectory(home + "/.aws")
            try HostFiles.write(
                "[default]\naws_access_key_id = A\naws_secret_access_key = B\n; c\n[other]\naws_access_key_id=C\n"
                    + "aws_secret_access_key=D=\naws_session_token = E\n", to: home + "/.aws/credentials")
            try HostFiles.write(
                "[default]\nregion = us-east-1\n[profile other]\nregion = eu-north-1\n", to: home + "/.aws/config")
            let plain = AWSSettings(environment: [:], homeDirectory: home)
            #expect(try plain.region() == "us-east-1")
            #expect(try plain.credentials() == .init(accessKey: "A", secretKey: "B"))
            let other = AWSSettings(environment: ["AWS_PROFILE": "other"], homeDirectory: home)
            #expect(try other.region() == "eu-north-1")
            #expect(try other.credentials() == .init(accessKey: "C", secretKey: "D=", sessionToken: "E"))
            let set = AWSSettings(environment: ["AWS_DEFAULT_REGION": "cn-north-1"], homeDirectory: home)
            #expect(try set.endpoint(region: set.region()) == "https://secretsmanager.cn-north-1.amazonaws.com.cn")
        }
    }

    @Test("what is not set is named")
    func missing() {
        let none = AWSSettings(environment: [:], homeDirectory: nil)
        #expect(throws: SecretStoreError.self) { try none.region() }
        #expect(throws: SecretStoreError.self) { try none.credentials() }
        let odd = AWSSettings(environment: ["AWS_REGION": "x/../y"], homeDirectory: nil)
        #expect(throws: SecretStoreError.self) { try odd.region() }
    }
}
