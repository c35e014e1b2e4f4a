/// The lines of a byte stream, without their LF or CRLF; bytes that are not UTF-8 become U+FFFD.
///
/// A line longer than `limit` bytes comes in pieces of that length, so that an endless one cannot fill the memory.
package struct ByteLines: AsyncSequence, Sendable {
    package typealias Element = String

    private let stream: ByteStream
    private let limit: Int

    package init(stream: ByteStream, limit: Int = 65_536) {
        self.stream = stream
        self.limit = limit
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(stream: stream, limit: limit)
    }

    package struct Iterator: AsyncIteratorProtocol {
        private let stream: ByteStream
        private let limit: Int
        private var buffer: [UInt8] = []
        /// Where the rest of the buffer begins, and how far it is known to hold no LF.
        private var start = 0
        private var searched = 0
        private var isAtEnd = false

        fileprivate init(stream: ByteStream, limit: Int) {
            self.stream = stream
            self.limit = limit
        }

        package mutating func next() async throws -> String? {
            while true {
                if let line = takeLine() { return line }
                if isAtEnd { return takeRest() }
                let bytes = try await stream.read()
                isAtEnd = bytes.isEmpty
                buffer.removeFirst(start)
                searched -= start
                start = 0
                buffer += bytes
            }
        }

        private mutating func takeLine() -> String? {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")), end - start <= limit {
                return take(upTo: end, next: end + 1)
            }
            if buffer.count - start > limit { return take(upTo: start + limit, next: start + limit) }
            searched = buffer.count
            return nil
        }

        private mutating func take(upTo end: Int, next: Int) -> String {
            var line = buffer[start..<end]
            if next > end, line.last == UInt8(ascii: "\r") { line.removeLast() }
            start = next
            searched = next
            return String(decoding: line, as: UTF8.self)
        }

        private mutating func takeRest() -> String? {
            guard start < buffer.count else { return nil }
            return take(upTo: buffer.count, next: buffer.count)
        }
    }
}
