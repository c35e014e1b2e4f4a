import Cryptography
import HTTP

/// A bucket of Amazon S3 or of a service that speaks its way.
package struct S3Bucket: Sendable {
    package let name: String
    let client: AWSClient

    /// - Throws: `AWSError` where no region is known.
    package init(_ name: String, access: AWSAccess, credentials: AWSCredentialChain) throws(AWSError) {
        self.name = name
        client = try AWSClient(service: "s3", access: access, credentials: credentials)
    }

    /// Whether a text can be a bucket's name.
    package static func isName(_ text: String) -> Bool {
        (3...63).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x2E
            }
    }

    /// The bucket by its own host name where it can have one, else as a folder.
    private var place: (base: String, folder: String) {
        // A certificate for all buckets does not cover names with dots.
        guard !client.isCustom, !name.contains("."), let scheme = client.endpoint.firstRange(of: "://") else {
            return (client.endpoint, "/\(name)")
        }
        let host = client.endpoint[scheme.upperBound...]
        return ("\(client.endpoint[..<scheme.upperBound])\(name).\(host)", "")
    }

    /// The address of an object.
    package func address(_ key: String) -> String { place.base + path(key) }

    private func path(_ key: String) -> String { place.folder + "/" + percentEncoded(key, keepingSlashes: true) }

    /// SHA-256 of nothing.
    private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    /// A request about an object, without a body.
    func request(_ method: String, _ key: String, query: [(name: String, value: String)] = []) -> AWSClient.Request {
        AWSClient.Request(
            method: method, base: place.base, path: path(key), query: query, payloadHash: Self.nothing)
    }

    @discardableResult
    func send(_ request: AWSClient.Request, _ key: String) async throws -> HTTPResponse {
        try await client.send(request, as: "S3 \(request.method) s3://\(name)/\(key)")
    }

    /// Removes an object; one that is not there is no fault.
    package func remove(_ key: String) async throws {
        try await send(request("DELETE", key), key)
    }

    /// The size of an object in bytes, as the service tells it.
    package func size(of key: String) async throws -> Int64? {
        try await send(request("HEAD", key), key).header("content-length").flatMap { Int64($0) }
    }
}
