import HostOS

/// Where the bytes of an archive go; used by one thread.
protocol ByteSink: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Takes so many zeros: what the same number of bytes would have been.
    func writeZeros(_ count: Int) throws
    /// Writes what is held back.
    func finish() throws
}

extension ByteSink {
    func writeZeros(_ count: Int) throws {
        try ZeroBytes.forEach(count) { try write($0) }
    }
}

/// Zeros as bytes, for what can take nothing else.
enum ZeroBytes {
    private static let block = [UInt8](repeating: 0, count: 1 << 20)

    /// Hands out so many zeros in large pieces.
    static func forEach(_ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        var left = count
        while left > 0 {
            let part = min(left, block.count)
            try block.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<part])) }
            left -= part
        }
    }
}

/// The file itself.
final class FileSink: ByteSink {
    private let file: AppendingFile

    init(_ path: String) throws {
        file = try AppendingFile(path)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try file.write(bytes) }

    func finish() throws { try file.finish() }
}
