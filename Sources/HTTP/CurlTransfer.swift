internal import CLibcurl
import HostOS

/// One attempt at a download, on one thread from beginning to end.
final class CurlTransfer {
    private let request: HTTPDownload
    private let isCancelled: Flag
    private let progress: @Sendable (Int64, Int64?) -> Void
    private let output: AppendingFile
    private let offset: Int64
    private let handle: UnsafeMutableRawPointer
    private var writeFailure: (any Error)?
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// Done once, at the first transfer, so that starting the program stays quick.
    static let prepared: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(
        _ request: HTTPDownload, isCancelled: Flag, progress: @escaping @Sendable (Int64, Int64?) -> Void
    ) throws {
        guard Self.prepared, let handle = curl_easy_init() else {
            throw HTTPError(
                url: request.url, status: 0, reason: "libcurl (libcurl.so.4) cannot be loaded", isTransient: false)
        }
        self.handle = handle
        self.request = request
        self.isCancelled = isCancelled
        self.progress = progress
        output = try AppendingFile(request.target)
        offset = try output.size()
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
    }

    func run() throws {
        configure()
        if request.headers.isEmpty {
            try perform()
        } else {
            try performWithHeaders()
        }
        try output.finish()
    }

    private func perform() throws {
        let code = curl_easy_perform(handle)
        if let writeFailure { throw writeFailure }
        if isCancelled.isSet { throw CancellationError() }
        guard code == CURLE_OK else { throw failure(code) }
    }

    /// Follows redirections itself: libcurl would carry most headers to any host.
    private func performWithHeaders() throws {
        for (name, value) in request.headers { headers = curl_slist_append(headers, "\(name): \(value)") }
        ingot_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        var url = request.url
        for _ in 0...request.redirectLimit {
            let isSameHost = Self.host(of: url) == Self.host(of: request.url)
            ingot_curl_set_text(handle, CURLOPT_URL, url)
            ingot_curl_set_pointer(handle, CURLOPT_HTTPHEADER, isSameHost ? headers : nil)
            try perform()
            guard let next = ingot_curl_redirection(handle) else { return }
            url = String(cString: next)
            ingot_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        }
        throw failure(CURLE_TOO_MANY_REDIRECTS)
    }

    /// Scheme, host and port: what headers with secrets are meant for.
    private static func host(of url: String) -> String {
        guard let mark = url.firstRange(of: "://") else { return "" }
        return (url[..<mark.upperBound] + url[mark.upperBound...].prefix { !"/?#".contains($0) }).lowercased()
    }

    private func configure() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ingot_curl_set_text(handle, CURLOPT_URL, request.url)
        ingot_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https,file")
        // A server must not send us to a file of this machine.
        ingot_curl_set_text(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        ingot_curl_set_text(handle, CURLOPT_USERAGENT, request.userAgent)
        ingot_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 1)
        ingot_curl_set_long(handle, CURLOPT_MAXREDIRS, request.redirectLimit)
        ingot_curl_set_long(handle, CURLOPT_FAILONERROR, 1)
        ingot_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        ingot_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, Int(request.connectTimeout.components.seconds))
        ingot_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
        ingot_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, Int(request.stallTimeout.components.seconds))
        ingot_curl_set_long(handle, CURLOPT_NETRC, request.usesNetrc ? 1 : 0)
        if let file = request.certificateFile ?? TrustedCertificates.file {
            ingot_curl_set_text(handle, CURLOPT_CAINFO, file)
        }
        if offset > 0 { ingot_curl_set_offset(handle, CURLOPT_RESUME_FROM_LARGE, Int(offset)) }
        ingot_curl_set_bytes(handle, CURLOPT_WRITEFUNCTION, Self.onBytes)
        ingot_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        ingot_curl_set_progress(handle, Self.onProgress, context)
    }

    private static let onBytes: ingot_curl_bytes = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }

    private static let onProgress: ingot_curl_progress = { context, total, done, _, _ in
        guard let context else { return 1 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        if done > 0 {
            transfer.progress(transfer.offset + Int64(done), total > 0 ? transfer.offset + Int64(total) : nil)
        }
        return transfer.isCancelled.isSet ? 1 : 0
    }

    /// Returns how many bytes were taken; fewer than came end the transfer.
    private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        // The words of a redirection are no part of the file.
        if !request.headers.isEmpty, (300..<400).contains(ingot_curl_status(handle)) { return bytes.count }
        do {
            try output.write(bytes)
            return bytes.count
        } catch {
            writeFailure = error
            return 0
        }
    }

    private func failure(_ code: CURLcode) -> HTTPError {
        let status = ingot_curl_status(handle)
        let words = String(cString: curl_easy_strerror(code))
        let reason = code == CURLE_HTTP_RETURNED_ERROR ? "the server answered \(status)" : Self.lowercased(words)
        var error = HTTPError(
            url: request.url, status: status, reason: reason, isTransient: Self.isTransient(code, status))
        if code == CURLE_PEER_FAILED_VERIFICATION { error.stage = .certificate }
        error.cannotResume = code == CURLE_RANGE_ERROR || status == 416
        return error
    }

    private static func lowercased(_ words: String) -> String {
        words.dropFirst().prefix(1).contains(where: \.isUppercase)
            ? words : words.prefix(1).lowercased() + words.dropFirst()
    }

    private static func isTransient(_ code: CURLcode, _ status: Int) -> Bool {
        if code == CURLE_HTTP_RETURNED_ERROR { return status == 408 || status == 429 || status >= 500 }
        let passing = [
            CURLE_COULDNT_CONNECT, CURLE_PARTIAL_FILE, CURLE_OPERATION_TIMEDOUT, CURLE_GOT_NOTHING, CURLE_RECV_ERROR,
            CURLE_SEND_ERROR, CURLE_HTTP2_STREAM,
        ]
        return passing.contains(code)
    }
}
