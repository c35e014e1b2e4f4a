internal import CLibcurl
import HostOS

/// One request and its answer, on the calling thread.
final class CurlExchange {
    private let request: HTTPRequest
    private let owner: CurlHandle
    private let handle: UnsafeMutableRawPointer
    private var received: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var answer: [UInt8] = []
    private var isTooLong = false
    /// All header lines of an answer together, in bytes.
    private static let headerLimit = 64 << 10
    /// Stays where it is while libcurl reads it.
    private let body: UnsafeMutableBufferPointer<UInt8>

    init(_ request: HTTPRequest, _ owner: CurlHandle) {
        self.owner = owner
        handle = owner.pointer
        self.request = request
        body = .allocate(capacity: request.body.count)
        _ = body.initialize(from: request.body)
    }

    deinit {
        curl_easy_reset(handle)
        curl_slist_free_all(headers)
        body.deallocate()
    }

    func run() throws -> HTTPResponse {
        try Task.checkCancellation()
        configureConnection()
        configureMessage()
        let code = curl_easy_perform(handle)
        try Task.checkCancellation()
        guard code == CURLE_OK else {
            let reason = isTooLong ? "the answer is too long" : String(cString: curl_easy_strerror(code))
            var error = HTTPError(url: request.url, status: 0, reason: reason, isTransient: false)
            error.stage = Self.stage(code)
            throw error
        }
        return HTTPResponse(
            status: ingot_curl_status(handle), headers: received, body: answer,
            isNewConnection: ingot_curl_connects(handle) > 0)
    }

    private static func stage(_ code: CURLcode) -> HTTPError.Stage {
        if code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST { return .connect }
        return code == CURLE_PEER_FAILED_VERIFICATION ? .certificate : .exchange
    }

    private func configureConnection() {
        ingot_curl_set_text(handle, CURLOPT_URL, request.url)
        ingot_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        ingot_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        ingot_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        ingot_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, Int(request.connectTimeout.components.seconds))
        ingot_curl_set_long(handle, CURLOPT_TIMEOUT, Int(request.timeout.components.seconds))
        if !request.usesProxy { ingot_curl_set_text(handle, CURLOPT_NOPROXY, "*") }
        if let file = request.certificateFile { ingot_curl_set_text(handle, CURLOPT_CAINFO, file) }
        guard !request.verifiesServer else { return }
        ingot_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 0)
        ingot_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 0)
    }

    private func configureMessage() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ingot_curl_set_text(handle, CURLOPT_USERAGENT, "ingot")
        for header in request.headers { headers = curl_slist_append(headers, "\(header.name): \(header.value)") }
        if let headers { ingot_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers) }
        if !request.body.isEmpty || request.method == "POST" {
            ingot_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, body.count)
            ingot_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress)
        }
        ingot_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method)
        if let signature = request.signature {
            ingot_curl_set_text(
                handle, CURLOPT_AWS_SIGV4, "aws:amz:\(signature.region):\(signature.service)")
            ingot_curl_set_text(handle, CURLOPT_USERNAME, signature.accessKey)
            ingot_curl_set_text(handle, CURLOPT_PASSWORD, signature.secretKey)
        }
        ingot_curl_set_bytes(handle, CURLOPT_WRITEFUNCTION, Self.onBytes)
        ingot_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        ingot_curl_set_bytes(handle, CURLOPT_HEADERFUNCTION, Self.onHeader)
        ingot_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        ingot_curl_set_progress(handle, Self.onProgress, context)
    }

    private static let onHeader: ingot_curl_bytes = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
        return exchange.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }

    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= Self.headerLimit else {
            isTooLong = true
            return 0
        }
        let line = String(decoding: bytes, as: UTF8.self)
        // The answer before the last one (100 Continue) has headers too.
        if line.hasPrefix("HTTP/") { received = [] }
        if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " }.prefix { !$0.isNewline }
            received.append((line[..<colon].lowercased(), String(value)))
        }
        return bytes.count
    }

    private static let onBytes: ingot_curl_bytes = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
        return exchange.take(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }

    /// Returns how many bytes were taken; fewer than came end the transfer.
    private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard answer.count + bytes.count <= request.sizeLimit else {
            isTooLong = true
            return 0
        }
        answer += bytes
        return bytes.count
    }

    // libcurl calls this about once a second on the thread of the request, whose task can be asked there.
    private static let onProgress: ingot_curl_progress = { _, _, _, _, _ in Task.isCancelled ? 1 : 0 }
}
