internal import HTTP
internal import HostOS

/// moto's server: EC2, S3, IAM and STS in memory, which checks signatures and rights if it is asked to.
package struct MotoServer: Sendable {
    /// Keys of a user who may do everything.
    package struct Keys: Sendable {
        package let access: String
        package let secret: String
    }

    package static var isHere: Bool { PythonTools.program("moto_server") != nil }

    package let address: String

    /// Starts a server of its own for as long as `body` runs.
    package static func run<Result: Sendable>(
        _ body: (MotoServer) async throws -> Result
    ) async throws -> Result {
        guard let program = PythonTools.program("moto_server") else { throw FixtureFailure("moto_server is not here") }
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        let process = ProcessBox()
        defer { process.endAll() }
        // It chooses its port and tells it.
        try process.start(
            "/bin/sh", ["-c", "exec \"$0\" -H 127.0.0.1 -p 0 >\"$1\" 2>&1", program, folder + "/log"])
        try await waitForText(in: folder + "/log") { $0.contains("CTRL+C") || $0.contains("Error") }
        let log = try HostFiles.readText(folder + "/log")
        guard let start = log.firstRange(of: "Running on ") else { throw FixtureFailure("moto_server ended: \(log)") }
        return try await body(MotoServer(address: String(log[start.upperBound...].prefix { !$0.isWhitespace })))
    }

    /// Makes a user who may do everything, and lets the server check all signatures from then on.
    package func checkSignatures() async throws -> Keys {
        _ = try await call("iam", ["Action": "CreateUser", "UserName": "ingot"])
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        _ = try await call(
            "iam",
            ["Action": "PutUserPolicy", "UserName": "ingot", "PolicyName": "all", "PolicyDocument": policy])
        let answer = try await call("iam", ["Action": "CreateAccessKey", "UserName": "ingot"])
        func value(_ name: String) throws -> String {
            guard let start = answer.firstRange(of: "<\(name)>"), let end = answer.firstRange(of: "</\(name)>") else {
                throw FixtureFailure("no \(name) in \(answer)")
            }
            return String(answer[start.upperBound..<end.lowerBound])
        }
        let keys = Keys(access: try value("AccessKeyId"), secret: try value("SecretAccessKey"))
        var request = HTTPRequest(url: address + "/moto-api/reset-auth")
        request.method = "POST"
        request.body = Array("0".utf8)
        guard try await request.answerOnOwnThread().status == 200 else { throw FixtureFailure("no reset-auth") }
        return keys
    }

    /// The answer to an action of the query API, by nobody whose signature would be good.
    package func call(_ service: String, _ fields: [String: String]) async throws -> String {
        var request = HTTPRequest(url: address + "/")
        request.method = "POST"
        request.headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Authorization", Self.authorization(service)),
        ]
        request.body = Array(
            fields.map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }.joined(separator: "&").utf8)
        let response = try await request.answerOnOwnThread()
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status == 200 else { throw FixtureFailure("moto answered \(response.status): \(text)") }
        return text
    }

    /// Makes a bucket, before signatures are checked.
    package func makeBucket(_ name: String) async throws {
        var request = HTTPRequest(url: "\(address)/\(name)")
        request.method = "PUT"
        request.headers = [("Authorization", Self.authorization("s3"))]
        let region = "<LocationConstraint>eu-west-1</LocationConstraint>"
        request.body = Array("<CreateBucketConfiguration>\(region)</CreateBucketConfiguration>".utf8)
        let status = try await request.answerOnOwnThread().status
        guard status == 200 else { throw FixtureFailure("moto made no bucket: \(status)") }
    }

    private static func authorization(_ service: String) -> String {
        "AWS4-HMAC-SHA256 Credential=test/20200101/eu-west-1/\(service)/aws4_request, SignedHeaders=host, "
            + "Signature=none"
    }
}
