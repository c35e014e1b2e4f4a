/// Cuts what a command prints into lines as it comes, and reads PowerShell's errors out of their XML.
package struct OutputLines {
    /// A line that never ends is handed on in pieces of this many bytes, so that it cannot fill the memory.
    static let longestLine = 64 << 10
    /// Of errors as XML so many bytes are kept to be read at the end.
    static let longestDocument = 1 << 20

    private var unfinished: [RemoteShell.Stream: [UInt8]] = [:]
    /// The error stream, if it is XML.
    private var document: [UInt8]?

    package init() {}

    /// Adds a piece of output and hands on the lines that are whole, without their ends.
    package mutating func add(
        _ stream: RemoteShell.Stream, _ bytes: [UInt8], line: (RemoteShell.Stream, String) -> Void
    ) {
        if stream == .standardError, let count = document?.count {
            document? += bytes.prefix(max(0, Self.longestDocument - count))
            return
        }
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let whole = unfinished.removeValue(forKey: stream, or: []) + rest[..<end]
            rest = rest[rest.index(after: end)...]
            let text = Self.text(whole)
            if stream == .standardError && text == MachineWords.sign {
                document = whole + [10]
                return add(stream, Array(rest), line: line)
            }
            line(stream, text)
        }
        unfinished[stream, default: []] += rest
        if let count = unfinished[stream]?.count, count >= Self.longestLine {
            line(stream, Self.text(unfinished.removeValue(forKey: stream, or: [])))
        }
    }

    /// Hands on what has no end of line, and errors that came as XML.
    package mutating func finish(line: (RemoteShell.Stream, String) -> Void) {
        for stream in [RemoteShell.Stream.standardOutput, .standardError] {
            let rest = unfinished.removeValue(forKey: stream, or: [])
            if !rest.isEmpty { line(stream, Self.text(rest)) }
        }
        for text in document.map(MachineWords.lines) ?? [] { line(.standardError, text) }
        document = nil
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.last == 13 ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }
}

extension Dictionary {
    fileprivate mutating func removeValue(forKey key: Key, or absent: Value) -> Value {
        removeValue(forKey: key) ?? absent
    }
}
