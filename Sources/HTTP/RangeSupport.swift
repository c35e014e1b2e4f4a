internal import CLibcurl
import HostOS

/// Asks whether a server gives out parts of a file, as one who reads it bit by bit needs it.
package struct RangeSupport: Sendable {
    /// Absolute; `http` or `https`.
    package var url: String
    /// In whole seconds; a server that does not answer this in time is none to read a disk from.
    package var timeout = Duration.seconds(30)

    package init(url: String) {
        self.url = url
    }

    /// - Throws: `HTTPError` where the file is not there, or is given out only as a whole.
    package func check() async throws {
        let (url, seconds) = (url, Int(timeout.components.seconds))
        try await onOwnThread("http head") { try HeadRequest(url).run(timeout: seconds) }
    }
}

/// One HEAD request, on one thread from beginning to end.
private final class HeadRequest {
    private let url: String
    private let handle: UnsafeMutableRawPointer
    private var hasRanges = false

    init(_ url: String) throws {
        guard CurlTransfer.prepared, let handle = curl_easy_init() else {
            throw HTTPError(url: url, status: 0, reason: "libcurl (libcurl.so.4) cannot be loaded", isTransient: false)
        }
        self.handle = handle
        self.url = url
    }

    deinit { curl_easy_cleanup(handle) }

    func run(timeout: Int) throws {
        ingot_curl_set_text(handle, CURLOPT_URL, url)
        ingot_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        ingot_curl_set_text(handle, CURLOPT_USERAGENT, "ingot")
        ingot_curl_set_long(handle, CURLOPT_NOBODY, 1)
        ingot_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 1)
        ingot_curl_set_long(handle, CURLOPT_MAXREDIRS, 10)
        ingot_curl_set_long(handle, CURLOPT_FAILONERROR, 1)
        ingot_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        ingot_curl_set_long(handle, CURLOPT_TIMEOUT, timeout)
        ingot_curl_set_bytes(handle, CURLOPT_HEADERFUNCTION, Self.onHeader)
        ingot_curl_set_pointer(handle, CURLOPT_HEADERDATA, Unmanaged.passUnretained(self).toOpaque())
        let code = curl_easy_perform(handle)
        let status = ingot_curl_status(handle)
        guard code == CURLE_OK else {
            let reason =
                code == CURLE_HTTP_RETURNED_ERROR
                ? "the server answered \(status)" : String(cString: curl_easy_strerror(code))
            throw HTTPError(url: url, status: status, reason: reason, isTransient: false)
        }
        guard hasRanges else {
            throw HTTPError(
                url: url, status: status, reason: "the server gives out the file only as a whole (no Accept-Ranges)",
                isTransient: false)
        }
    }

    private static let onHeader: ingot_curl_bytes = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let request = Unmanaged<HeadRequest>.fromOpaque(context).takeUnretainedValue()
        request.take(String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self))
        return size * count
    }

    private func take(_ line: String) {
        // The headers of a redirection are not those of the file.
        if line.hasPrefix("HTTP/") { hasRanges = false }
        let parts = line.lowercased().split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0] == "accept-ranges", parts[1].contains("bytes") { hasRanges = true }
    }
}
