import Glibc

extension HostFiles {
    /// Reads a file piece by piece, so that images need no memory.
    ///
    /// - Parameter body: called with at most 1 MiB at a time; the bytes are gone when it returns.
    package static func readChunks(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let file = try OpenFile(path, O_RDONLY, operation: "read")
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(file.number, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw HostError(operation: "read", subject: path, code: errno) }
            guard count > 0 else { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
