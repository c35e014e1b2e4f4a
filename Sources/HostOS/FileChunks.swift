import Glibc

/// Reads a file piece by piece, so that images need no memory.
package struct FileChunks: ~Copyable {
    private let file: OpenFile
    private let path: String

    /// - Throws: `HostError` if the file cannot be opened.
    package init(_ path: String) throws(HostError) {
        file = try OpenFile(path, O_RDONLY, operation: "read")
        self.path = path
    }

    /// The next piece, at most 1 MiB; `nil` at the end.
    package func next() throws(HostError) -> [UInt8]? {
        var count = -1
        let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, filled in
            repeat {
                count = Glibc.read(file.number, buffer.baseAddress, buffer.count)
            } while count < 0 && errno == EINTR
            filled = max(0, count)
        }
        guard count >= 0 else { throw HostError(operation: "read", subject: path, code: errno) }
        return count == 0 ? nil : chunk
    }
}
