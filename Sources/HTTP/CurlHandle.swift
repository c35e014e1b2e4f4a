internal import CLibcurl

/// A handle of libcurl with the connections that it keeps open.
final class CurlHandle {
    let pointer: UnsafeMutableRawPointer

    /// - Parameter url: for the error.
    init(url: String) throws(HTTPError) {
        guard CurlTransfer.prepared, let pointer = curl_easy_init() else {
            throw HTTPError(
                url: url, status: 0, reason: "libcurl (libcurl.so.4) cannot be loaded", isTransient: false)
        }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
    }
}
