internal import CLibcurl
import HostOS

/// One request and its answer, on the calling thread.
final class CurlExchange {
    private let request: HTTPRequest
    private let owner: CurlHandle
    private let handle: UnsafeMutableRawPointer
    private let isCancelled: @Sendable () -> Bool
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var answer: [UInt8] = []
    private var answerHeaders: [(name: String, value: String)] = []
    private var answerHeaderSize = 0
    private var isTooLong = false
    private var source: FileRangeReader?
    private var sourceFailure: (any Error)?
    /// Stays where it is while libcurl reads it.
    private let body: UnsafeMutableBufferPointer<UInt8>

    /// What all headers of an answer may come to, in bytes.
    private static let headerSizeLimit = 1 << 20

    /// - Parameter isCancelled: asked on the calling thread, about once a second while nothing comes.
    init(
        _ request: HTTPRequest, _ owner: CurlHandle,
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) {
        self.owner = owner
        handle = owner.pointer
        self.request = request
        self.isCancelled = isCancelled
        body = .allocate(capacity: request.body.count)
        _ = body.initialize(from: request.body)
    }

    deinit {
        curl_easy_reset(handle)
        curl_slist_free_all(headers)
        body.deallocate()
    }

    func run() throws -> HTTPResponse {
        if isCancelled() { throw CancellationError() }
        configureConnection()
        configureHeaders()
        try configureBody()
        configureAnswer()
        let code = curl_easy_perform(handle)
        if isCancelled() { throw CancellationError() }
        if let sourceFailure { throw sourceFailure }
        guard code == CURLE_OK else {
            let reason = isTooLong ? "the answer is too long" : String(cString: curl_easy_strerror(code))
            var error = HTTPError(url: request.url, status: 0, reason: reason, isTransient: false)
            error.stage = Self.stage(code)
            throw error
        }
        return HTTPResponse(
            status: ingot_curl_status(handle), headers: answerHeaders, body: answer,
            redirection: ingot_curl_redirection(handle).map { String(cString: $0) },
            isNewConnection: ingot_curl_connects(handle) > 0)
    }

    private static func stage(_ code: CURLcode) -> HTTPError.Stage {
        if code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST { return .connect }
        if code == CURLE_SSL_CERTPROBLEM { return .ownCertificate }
        return code == CURLE_PEER_FAILED_VERIFICATION ? .certificate : .exchange
    }

    private func configureConnection() {
        ingot_curl_set_text(handle, CURLOPT_URL, request.url)
        ingot_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        ingot_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        ingot_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        ingot_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, Int(request.connectTimeout.components.seconds))
        if request.stallTimeout > .zero {
            ingot_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
            ingot_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, Int(request.stallTimeout.components.seconds))
        }
        ingot_curl_set_long(handle, CURLOPT_TIMEOUT, Int(request.timeout.components.seconds))
        if !request.usesProxy { ingot_curl_set_text(handle, CURLOPT_NOPROXY, "*") }
        if let file = request.certificateFile ?? TrustedCertificates.file {
            ingot_curl_set_text(handle, CURLOPT_CAINFO, file)
        }
        if let own = request.clientCertificate {
            ingot_curl_set_text(handle, CURLOPT_SSLCERT, own.certificateFile)
            ingot_curl_set_text(handle, CURLOPT_SSLKEY, own.keyFile)
            // An empty one too: OpenSSL would ask the terminal for what an encrypted key lacks.
            ingot_curl_set_text(handle, CURLOPT_KEYPASSWD, own.keyPassword)
        }
        guard !request.verifiesServer else { return }
        ingot_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 0)
        ingot_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 0)
    }

    private func configureHeaders() {
        ingot_curl_set_text(handle, CURLOPT_USERAGENT, "ingot")
        for header in request.headers {
            // A name with nothing behind the colon would be left out; the semicolon sends it empty.
            let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
            headers = curl_slist_append(headers, line)
        }
        // libcurl would say that every body is a web form, and wait for leave to send long ones.
        for name in ["Content-Type", "Expect"] where !request.hasHeader(name) {
            headers = curl_slist_append(headers, "\(name):")
        }
        if let headers { ingot_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers) }
    }

    private func configureBody() throws {
        if let part = request.file {
            source = try FileRangeReader(part.path, range: part.range)
            ingot_curl_set_long(handle, CURLOPT_UPLOAD, 1)
            ingot_curl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, part.range.count)
            ingot_curl_set_source(handle, Self.onSource, Unmanaged.passUnretained(self).toOpaque())
        } else if !request.body.isEmpty {
            ingot_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, body.count)
            ingot_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress)
        } else if ["POST", "PUT", "PATCH"].contains(request.method) {
            // Some servers want to be told that there is no body.
            ingot_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, 0)
            ingot_curl_set_text(handle, CURLOPT_COPYPOSTFIELDS, "")
        }
        // The answer to HEAD tells the length of a body that never comes.
        if request.method == "HEAD" { ingot_curl_set_long(handle, CURLOPT_NOBODY, 1) }
        ingot_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func configureAnswer() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ingot_curl_set_bytes(handle, CURLOPT_WRITEFUNCTION, Self.onBytes)
        ingot_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        ingot_curl_set_bytes(handle, CURLOPT_HEADERFUNCTION, Self.onHeader)
        ingot_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
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

    private static let onHeader: ingot_curl_bytes = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
        return exchange.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }

    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        answerHeaderSize += bytes.count
        guard answerHeaderSize <= Self.headerSizeLimit else {
            isTooLong = true
            return 0
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // An answer that is only on its way (100) has headers of its own before.
            answerHeaders = []
        } else if let colon = line.firstIndex(of: ":"), colon != line.startIndex {
            let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
            let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
            answerHeaders.append((String(line[..<colon]), String(value[..<end])))
        }
        return bytes.count
    }

    private static let onSource: ingot_curl_source = { bytes, size, count, context in
        guard let bytes, let context else { return ingot_curl_source_failed }
        let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
        return exchange.fill(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        do {
            return try source?.read(into: buffer) ?? 0
        } catch {
            sourceFailure = error
            return ingot_curl_source_failed
        }
    }

    // libcurl calls this about once a second on the thread of the request.
    private static let onProgress: ingot_curl_progress = { context, _, _, _, sent in
        guard let context else { return 1 }
        let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
        if sent > 0 { exchange.request.onSent?(Int64(sent)) }
        return exchange.isCancelled() ? 1 : 0
    }
}
