internal import Cryptography

/// Signs requests to AWS and what speaks its way, by Signature Version 4.
///
/// The rules are those of AWS's "Signature Version 4 for API requests" and of Amazon S3's "Authenticating requests".
package struct AWSRequestSigner: Sendable {
    /// Names the key; no secret.
    package var accessKey: String
    /// Never sent; only what is computed from it.
    package var secretKey: String
    /// Such as `eu-central-1`.
    package var region: String
    /// As in the service's host names: `s3`, `ec2`.
    package var service: String

    package init(accessKey: String, secretKey: String, region: String, service: String) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.region = region
        self.service = service
    }

    /// What is signed of a request.
    package struct Request: Sendable {
        /// In capitals.
        package var method: String
        /// Percent-encoded, from the first slash on.
        package var path: String
        /// Not encoded yet.
        package var query: [(name: String, value: String)]
        /// All that are signed: `host`, and each `x-amz-…`.
        package var headers: [(name: String, value: String)]
        /// SHA-256 of the body in hexadecimal.
        package var payloadHash: String

        package init(
            method: String, path: String, query: [(name: String, value: String)] = [],
            headers: [(name: String, value: String)], payloadHash: String
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.payloadHash = payloadHash
        }
    }

    /// The value of the header `Authorization`.
    ///
    /// - Parameter time: as in the header `x-amz-date`: `20130524T000000Z`.
    package func authorization(_ request: Request, time: String) throws -> String {
        let scope = "\(time.prefix(8))/\(region)/\(service)/aws4_request"
        let canonical = Self.canonical(request)
        let text = try ["AWS4-HMAC-SHA256", time, scope, Digest.hex(of: canonical.utf8, .sha256)]
            .joined(separator: "\n")
        let signature = try HMAC.code(for: Array(text.utf8), key: key(day: String(time.prefix(8))), .sha256)
        return "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope),SignedHeaders=\(Self.signedNames(request)),"
            + "Signature=\(Hexadecimal.text(signature))"
    }

    private func key(day: String) throws -> [UInt8] {
        var key = Array("AWS4\(secretKey)".utf8)
        for word in [day, region, service, "aws4_request"] {
            key = try HMAC.code(for: Array(word.utf8), key: key, .sha256)
        }
        return key
    }

    private static func canonical(_ request: Request) -> String {
        let headers = sorted(request).map { "\($0.name):\($0.value)\n" }.joined()
        return [
            request.method, request.path, queryText(request.query), headers, signedNames(request),
            request.payloadHash,
        ].joined(separator: "\n")
    }

    private static func signedNames(_ request: Request) -> String {
        sorted(request).map(\.name).joined(separator: ";")
    }

    private static func sorted(_ request: Request) -> [(name: String, value: String)] {
        request.headers.map { ($0.name.lowercased(), trimmed($0.value)) }.sorted { $0.0 < $1.0 }
    }

    /// Without blanks at either end, runs of them in between being one.
    private static func trimmed(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }

    /// A query as it is signed and sent: encoded and sorted.
    package static func queryText(_ query: [(name: String, value: String)]) -> String {
        query.map { (percentEncoded($0.name), percentEncoded($0.value)) }.sorted { $0 < $1 }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }
}
