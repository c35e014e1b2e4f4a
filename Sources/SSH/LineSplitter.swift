/// Cuts a stream of bytes into lines as they come.
package struct LineSplitter {
    /// A line that never ends is handed on in pieces of this many bytes, so that it cannot fill the memory.
    static let longestLine = 64 * 1024

    private var unfinished: [UInt8] = []

    package init() {}

    /// Adds bytes and hands on the lines that are whole, without `\n` or `\r\n`.
    package mutating func add(_ bytes: some Sequence<UInt8>, line: (String) -> Void) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if unfinished.last == UInt8(ascii: "\r") { unfinished.removeLast() }
                emit(line)
            } else {
                unfinished.append(byte)
                if unfinished.count >= Self.longestLine { emit(line) }
            }
        }
    }

    /// Hands on what has no end of line yet.
    package mutating func finish(line: (String) -> Void) {
        if !unfinished.isEmpty { emit(line) }
    }

    private mutating func emit(_ line: (String) -> Void) {
        line(String(decoding: unfinished, as: UTF8.self))
        unfinished.removeAll(keepingCapacity: true)
    }
}
