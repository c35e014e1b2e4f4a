internal import CLibcurl
import HostOS

/// One request and its answer, on the calling thread.
final class CurlExchange {
    private let request: HTTPRequest
    private let handle: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var answer: [UInt8] = []
    private var isTooLong = false
    /// Stays where it is while libcurl reads it.
    private let body: UnsafeMutableBufferPointer<UInt8>

    init(_ request: HTTPRequest) throws(HTTPError) {
        guard CurlTransfer.prepared, let handle = curl_easy_init() else {
            throw HTTPError(
                url: request.url, status: 0, reason: "libcurl (libcurl.so.4) cannot be loaded", isTransient: false)
        }
        self.handle = handle
        self.request = request
        body = .allocate(capacity: request.body.count)
        _ = body.initialize(from: request.body)
    }

    deinit {
        curl_easy_cleanup(handle)
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
            throw HTTPError(url: request.url, status: 0, reason: reason, isTransient: false)
        }
        return HTTPResponse(status: ingot_curl_status(handle), body: answer)
    }

    private func configureConnection() {
        ingot_curl_set_text(handle, CURLOPT_URL, request.url)
        ingot_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        ingot_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        ingot_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        ingot_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, Int(request.connectTimeout.components.seconds))
        ingot_curl_set_long(handle, CURLOPT_TIMEOUT, Int(request.timeout.components.seconds))
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
        if !request.body.isEmpty {
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
        ingot_curl_set_progress(handle, Self.onProgress, context)
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
