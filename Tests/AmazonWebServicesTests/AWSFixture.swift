import BuildEvents
import HTTP
import HostOS
import Synchronization
import TestSupport

@testable import AmazonWebServices

/// Ways to AWS whose servers are on loopback.
enum AWSFixture {
    /// Access by plain keys, to one server for all services, without pauses.
    static func access(
        _ address: String, key: String = "AKIDEXAMPLE", secret: String = "secret", region: String = "eu-west-1"
    ) -> AWSAccess {
        var access = AWSAccess(environment: ["AWS_ENDPOINT_URL": address])
        access.region = region
        access.accessKey = key
        access.secretKey = .init(secret)
        access.retries.firstPause = .zero
        return access
    }

    static func ec2(_ access: AWSAccess) throws -> EC2Client {
        try EC2Client(access: access, credentials: AWSCredentialChain(access))
    }

    /// The parameters of a form.
    static func fields(_ request: APIServer.Request) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let words = parts.map { percentDecoded(String($0).replacing("+", with: " ")) ?? "" }
            fields[words[0]] = words[1]
        }
        return fields
    }
}

/// Secrets that were told.
final class NotedSecrets: Sendable {
    private let list = Mutex<[String]>([])

    var all: [String] { list.withLock { $0 } }

    func add(_ secret: String) {
        list.withLock { $0.append(secret) }
    }
}
