import BuildEvents
import Cryptography
import HCLValues
import HTTP

/// Sends signed requests to one service in one region, again where it stumbles.
package struct AWSClient: Sendable {
    /// As endpoints and signatures name it: `ec2`.
    package let service: String
    package let region: String
    /// Without a slash at its end.
    package let endpoint: String
    /// Whether the endpoint is another than Amazon's.
    package let isCustom: Bool
    package let access: AWSAccess
    package let credentials: AWSCredentialChain

    /// - Throws: `AWSError` where no region is known.
    package init(service: String, access: AWSAccess, credentials: AWSCredentialChain) throws(AWSError) {
        self.service = service
        self.access = access
        self.credentials = credentials
        region = try access.resolvedRegion()
        (endpoint, isCustom) = access.endpoint(of: service, region: region)
    }

    /// A request before it is signed.
    struct Request {
        var method: String
        /// The address without path; the client's endpoint, or a bucket's host.
        var base: String
        /// Percent-encoded, with the slash before it.
        var path = "/"
        var query: [(name: String, value: String)] = []
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
        var file: HTTPRequest.FilePart?
        /// SHA-256 of body or file in hexadecimal.
        var payloadHash: String
        /// From beginning to end; zero is without limit.
        var timeout = Duration.seconds(60)
        /// How long no byte may come or go; zero is without limit.
        var stallTimeout = Duration.seconds(60)
        /// In bytes.
        var sizeLimit = 4 << 20
        var onSent: (@Sendable (Int64) -> Void)?
    }

    /// The answer of success.
    ///
    /// - Parameter name: what is asked, for messages.
    /// - Throws: `AWSError`, `CancellationError`.
    func send(_ request: Request, as name: String) async throws -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await access.retries.answer(isPassing: Self.isPassing) { try await signed(request) }
        } catch let error as HTTPError {
            throw AWSError(request: name, reason: error.reason, advice: Self.advice(error))
        }
        guard (200..<300).contains(response.status) else { throw AWSError(request: name, response: response) }
        return response
    }

    private static func isPassing(_ response: HTTPResponse) -> Bool {
        if HTTPRetries.isPassing(response.status) { return true }
        let passing = ["Throttling", "ThrottlingException", "RequestLimitExceeded", "RequestThrottled", "SlowDown"]
        return response.status >= 400 && passing.contains(AWSAnswer(response).code ?? "")
    }

    private static func advice(_ error: HTTPError) -> [String] {
        switch error.stage {
        case .connect: ["Check `region`, the network and, where one is set, the address of the service."]
        case .certificate: ["Only for a server of your own: insecure_skip_tls_verify = true trusts any."]
        case .ownCertificate, .exchange: []
        }
    }

    private func signed(_ request: Request) async throws -> HTTPRequest {
        let keys = try await credentials.credentials()
        let queryText = AWSRequestSigner.queryText(request.query)
        var result = HTTPRequest(url: request.base + request.path + (queryText.isEmpty ? "" : "?" + queryText))
        result.method = request.method
        result.body = request.body
        result.file = request.file
        result.onSent = request.onSent
        result.timeout = request.timeout
        result.stallTimeout = request.stallTimeout
        result.sizeLimit = request.sizeLimit
        result.certificateFile = access.certificateFile
        result.verifiesServer = access.verifiesServer

        let time = CivilTime(unixSeconds: access.time()).basicUTC
        result.headers = request.headers + [("x-amz-date", time)]
        if service == "s3" { result.headers.append(("x-amz-content-sha256", request.payloadHash)) }
        if let token = keys.token { result.headers.append(("x-amz-security-token", token.exposed)) }
        let host = request.base.split(separator: "://").last.map { $0.prefix { $0 != "/" } } ?? ""
        let folder = request.base.split(separator: "://").last.map { $0.drop { $0 != "/" } } ?? ""
        let signer = AWSRequestSigner(
            accessKey: keys.accessKey, secretKey: keys.secretKey.exposed, region: region, service: service)
        let toSign = AWSRequestSigner.Request(
            method: request.method, path: folder + request.path, query: request.query,
            headers: result.headers + [("host", String(host))], payloadHash: request.payloadHash)
        result.headers.append(("Authorization", try signer.authorization(toSign, time: time)))
        return result
    }
}
