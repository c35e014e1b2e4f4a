import BuildEvents
import Cryptography
import HCLValues
import HTTP
import HostOS

/// A bucket of Amazon S3 or of a service that speaks its way.
struct S3Store: Sendable {
    let bucket: String
    /// `nil` for Amazon's.
    let endpoint: String?
    let signer: Secret<AWSRequestSigner>
    let token: Secret<String>?
    /// Seconds since 1970.
    var time: @Sendable () -> Int = { Int(HostClock.wallSeconds) }

    /// The address of the bucket by its own host name where it can have one, else as a folder.
    private var base: (address: String, folder: String) {
        if let endpoint { return (endpoint, "/\(bucket)") }
        let region = signer.exposed.region
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        // A certificate for all buckets does not cover names with dots.
        return bucket.contains(".")
            ? ("https://s3.\(region).\(domain)", "/\(bucket)") : ("https://\(bucket).s3.\(region).\(domain)", "")
    }

    func address(_ key: String) -> String { base.address + path(key) }

    private func path(_ key: String) -> String {
        base.folder + "/" + percentEncoded(key, keepingSlashes: true)
    }

    /// A signed request.
    ///
    /// - Parameter payloadHash: SHA-256 of the body in hexadecimal; servers refuse another body.
    func request(
        _ method: String, _ key: String, query: [(name: String, value: String)] = [], payloadHash: String
    ) throws -> HTTPRequest {
        let queryText = AWSRequestSigner.queryText(query)
        var request = HTTPRequest(url: address(key) + (queryText.isEmpty ? "" : "?" + queryText))
        request.method = method
        let moment = CivilTime(unixSeconds: time()).basicUTC
        var headers = [(name: "x-amz-content-sha256", value: payloadHash), (name: "x-amz-date", value: moment)]
        if let token { headers.append(("x-amz-security-token", token.exposed)) }
        let host = base.address.split(separator: "://").last.map { $0.prefix { $0 != "/" } } ?? ""
        let signed = AWSRequestSigner.Request(
            method: method, path: path(key), query: query, headers: headers + [("host", String(host))],
            payloadHash: payloadHash)
        headers.append(("Authorization", try signer.exposed.authorization(signed, time: moment)))
        request.headers = headers
        return request
    }
}
