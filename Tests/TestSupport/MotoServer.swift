internal import Cryptography
internal import FoundationEssentials
internal import HCLValues
internal import HTTP
internal import HostOS

/// moto's server: EC2, S3, IAM and STS in memory, which checks signatures.
///
/// All tests that run at the same time share one, because it takes a while to start: they need names of their own.
package struct MotoServer: Sendable {
    /// Keys of a user who may do everything.
    package struct Keys: Sendable {
        package let access: String
        package let secret: String
    }

    package static var isHere: Bool { PythonTools.program("moto_server") != nil }

    package let address: String
    package fileprivate(set) var keys = Keys(access: "test", secret: "test")

    /// Keeps a server running for as long as `body` runs.
    package static func run<Result: Sendable>(
        _ body: (MotoServer) async throws -> Result
    ) async throws -> Result {
        let server = try await SharedMoto.instance.enter()
        do {
            let result = try await body(server)
            await SharedMoto.instance.leave()
            return result
        } catch {
            await SharedMoto.instance.leave()
            throw error
        }
    }

    /// The answer to an action of the query API.
    package func call(_ service: String, _ fields: [String: String]) async throws -> String {
        let body = fields.map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }.joined(separator: "&")
        return try await send(
            "POST", "/", service, [("content-type", "application/x-www-form-urlencoded")], Array(body.utf8))
    }

    /// Makes a bucket.
    package func makeBucket(_ name: String) async throws {
        let region = "<LocationConstraint>eu-west-1</LocationConstraint>"
        let body = "<CreateBucketConfiguration>\(region)</CreateBucketConfiguration>"
        _ = try await send("PUT", "/\(name)", "s3", [], Array(body.utf8))
    }

    fileprivate func send(
        _ method: String, _ path: String, _ service: String, _ headers: [(name: String, value: String)],
        _ body: [UInt8]
    ) async throws -> String {
        var request = HTTPRequest(url: address + path)
        request.method = method
        request.body = body
        // Its first answers come late where many tests run.
        request.timeout = .zero
        let time = CivilTime(unixSeconds: Int(Date.now.timeIntervalSince1970)).basicUTC
        let hash = try Digest.hex(of: body, .sha256)
        request.headers = headers + [("x-amz-date", time), ("x-amz-content-sha256", hash)]
        let signer = AWSRequestSigner(
            accessKey: keys.access, secretKey: keys.secret, region: "eu-west-1", service: service)
        let signed = AWSRequestSigner.Request(
            method: method, path: path, headers: request.headers + [("host", String(address.dropFirst(7)))],
            payloadHash: hash)
        request.headers.append(("Authorization", try signer.authorization(signed, time: time)))
        let response = try await request.answerOnOwnThread()
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status == 200 else { throw FixtureFailure("moto answered \(response.status): \(text)") }
        return text
    }
}

/// The one server, which runs while somebody needs it.
private actor SharedMoto {
    static let instance = SharedMoto()

    private struct Running: Sendable {
        let server: MotoServer
        let process: ProcessBox
        let folder: String
    }

    private var users = 0
    private var start: Task<Running, any Error>?

    func enter() async throws -> MotoServer {
        users += 1
        let task = start ?? Task { try await Self.launch() }
        start = task
        do {
            return try await task.value.server
        } catch {
            await leave()
            throw error
        }
    }

    func leave() async {
        users -= 1
        guard users == 0, let task = start else { return }
        start = nil
        // One that did not start left nothing.
        guard let running = try? await task.value else { return }
        running.process.endAll()
        removeTree(running.folder)
    }

    private static func launch() async throws -> Running {
        guard let program = PythonTools.program("moto_server") else { throw FixtureFailure("moto_server is not here") }
        let folder = try makeTemporaryDirectory()
        let process = ProcessBox()
        do {
            // It chooses its port and tells it.
            try process.start(
                "/bin/sh", ["-c", "exec \"$0\" -H 127.0.0.1 -p 0 >\"$1\" 2>&1", program, folder + "/log"])
            try await waitForText(in: folder + "/log") { $0.contains("CTRL+C") || $0.contains("Error") }
            let log = try HostFiles.readText(folder + "/log")
            guard let start = log.firstRange(of: "Running on ") else {
                throw FixtureFailure("moto_server ended: \(log)")
            }
            var server = MotoServer(address: String(log[start.upperBound...].prefix { !$0.isWhitespace }))
            server.keys = try await checkSignatures(of: server)
            // It reads its lists of images and machines once, which takes long.
            _ = try await server.call("ec2", ["Action": "DescribeImages", "Version": "2016-11-15", "Owner.1": "self"])
            return Running(server: server, process: process, folder: folder)
        } catch {
            process.endAll()
            removeTree(folder)
            throw error
        }
    }

    /// Makes a user who may do everything, and lets the server check all signatures from then on.
    private static func checkSignatures(of server: MotoServer) async throws -> MotoServer.Keys {
        let version = "2010-05-08"
        _ = try await server.call("iam", ["Action": "CreateUser", "Version": version, "UserName": "ingot"])
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        _ = try await server.call(
            "iam",
            [
                "Action": "PutUserPolicy", "Version": version, "UserName": "ingot", "PolicyName": "all",
                "PolicyDocument": policy,
            ])
        let answer = try await server.call(
            "iam", ["Action": "CreateAccessKey", "Version": version, "UserName": "ingot"])
        func value(_ name: String) throws -> String {
            guard let start = answer.firstRange(of: "<\(name)>"), let end = answer.firstRange(of: "</\(name)>") else {
                throw FixtureFailure("no \(name) in \(answer)")
            }
            return String(answer[start.upperBound..<end.lowerBound])
        }
        let keys = MotoServer.Keys(access: try value("AccessKeyId"), secret: try value("SecretAccessKey"))
        _ = try await server.send("POST", "/moto-api/reset-auth", "iam", [], Array("0".utf8))
        return keys
    }
}
