import HCLValues
import HTTP
import HostOS
import JSONText

/// Keys that a container's or an instance's surroundings give.
extension AWSAccess {
    /// Keys of a task in a container (Amazon ECS, EKS).
    func containerKeys() async throws -> AWSCredentials? {
        let address: String
        if let path = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            address = "http://169.254.170.2" + path
        } else if let full = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            guard Self.isTrusted(full) else {
                throw AWSError(
                    reason: "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this host")
            }
            address = full
        } else {
            return nil
        }
        var headers: [(name: String, value: String)] = []
        if let token = try containerToken() {
            onSecret(token)
            headers.append(("Authorization", token))
        }
        let response = try await metadata("GET", address, headers)
        guard response.status == 200 else {
            throw AWSError(reason: "the container's service of credentials answered \(response.status)")
        }
        return try Self.keys(response, "the container's service of credentials")
    }

    private func containerToken() throws -> String? {
        guard let file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
            return variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        }
        guard let text = try? HostFiles.readText(file, limit: 1 << 16).withoutLineEnd else {
            throw AWSError(reason: "the file \(file) with the container's token cannot be read")
        }
        return text
    }

    /// A token must not go through a network in the clear.
    private static func isTrusted(_ address: String) -> Bool {
        let plain = ["127.0.0.1", "localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]
        return address.hasPrefix("https://")
            || plain.contains { host in
                ["/", ":"].contains { address.hasPrefix("http://\(host)\($0)") }
            }
    }

    /// Keys of the role that an EC2 instance has, by the second version of its metadata service.
    func instanceKeys() async throws -> AWSCredentials? {
        guard asksMetadata, variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else { return nil }
        let custom = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").map {
            $0.hasSuffix("/") ? String($0.dropLast()) : $0
        }
        let base = custom ?? "http://169.254.169.254"
        do {
            let lifetime = [(name: "X-aws-ec2-metadata-token-ttl-seconds", value: "300")]
            let begun = try await metadata("PUT", base + "/latest/api/token", lifetime)
            guard begun.status == 200 else { return nil }
            let token = [
                (name: "X-aws-ec2-metadata-token", value: String(decoding: begun.body, as: UTF8.self).withoutLineEnd)
            ]
            let list = base + "/latest/meta-data/iam/security-credentials/"
            let names = try await metadata("GET", list, token)
            guard names.status == 200,
                let role = String(decoding: names.body, as: UTF8.self).split(whereSeparator: \.isNewline).first
            else { return nil }
            return try Self.keys(
                try await metadata("GET", list + percentEncoded(String(role)), token), "the instance's metadata service"
            )
        } catch is HTTPError {
            // Nobody is there: this is no instance.
            return nil
        }
    }

    private func metadata(
        _ method: String, _ address: String, _ headers: [(name: String, value: String)]
    ) async throws -> HTTPResponse {
        var request = HTTPRequest(url: address)
        request.method = method
        request.headers = headers
        request.usesProxy = false
        request.connectTimeout = .seconds(2)
        request.sizeLimit = 1 << 16
        return try await request.answerOnOwnThread()
    }

    private static func keys(_ response: HTTPResponse, _ source: String) throws -> AWSCredentials {
        // What it is, if it is no JSON, is told by the error below.
        let answer = try? JSONParser.parse(response.body)
        guard let key = answer?["AccessKeyId"]?.string, let secret = answer?["SecretAccessKey"]?.string else {
            throw AWSError(reason: "\(source) gave no keys")
        }
        let expiration = answer?["Expiration"]?.string.flatMap { CivilTime(rfc3339: $0)?.unixSeconds }
        return AWSCredentials(
            accessKey: key, secretKey: secret, token: answer?["Token"]?.string, expiration: expiration)
    }
}

extension String {
    fileprivate var withoutLineEnd: String {
        var text = self
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
