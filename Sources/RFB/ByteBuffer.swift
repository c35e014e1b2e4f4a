/// Bytes that came but were not understood yet.
struct ByteBuffer {
    private var bytes: [UInt8] = []
    private var start = 0

    var count: Int { bytes.count - start }

    /// Space in front is given back when it is more than this and more than what is left.
    private static let slack = 1 << 16

    mutating func append(_ more: some Sequence<UInt8>) {
        if start > Self.slack, start > count {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// Takes exactly so many bytes, or none if there are fewer.
    mutating func take(_ wanted: Int) -> ArraySlice<UInt8>? {
        guard let taken = peek(wanted) else { return nil }
        start += wanted
        return taken
    }

    /// The next bytes, which stay.
    func peek(_ wanted: Int) -> ArraySlice<UInt8>? {
        guard wanted >= 0, count >= wanted else { return nil }
        return bytes[start..<(start + wanted)]
    }

    /// Drops at most so many bytes and tells how many there were.
    mutating func drop(upTo wanted: Int) -> Int {
        let dropped = min(wanted, count)
        start += dropped
        return dropped
    }
}

extension ArraySlice<UInt8> {
    /// A big-endian number of `length` bytes at an offset from the slice's start.
    func number(at offset: Int, length: Int) -> Int {
        dropFirst(offset).prefix(length).reduce(0) { $0 << 8 | Int($1) }
    }
}
