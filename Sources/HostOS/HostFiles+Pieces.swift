import Glibc

extension HostFiles {
    /// Hands a file to `body` piece by piece, each at most `size` bytes long.
    package static func readPieces(
        _ path: String, size: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let descriptor = try OpenFile(path, O_RDONLY, operation: "read")
        var buffer = [UInt8](repeating: 0, count: size)
        while true {
            let count = try descriptor.read(into: &buffer, "read")
            if count == 0 { return }
            try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
