import Glibc

/// A character set of the C library's converter (iconv), by its IANA name.
package struct CharacterEncoding: Sendable {
    private let name: String
    private let hasByteOrderMark: Bool

    /// Knows whatever the system's iconv knows, the names that stand for the locale or the machine left out.
    ///
    /// - Returns: `nil` for other names.
    package init?(ianaName: String) {
        let isPlain = ianaName.utf8.allSatisfy { byte in
            (byte < 0x80 && Character(Unicode.Scalar(byte)).isLetter) || (0x30...0x3A).contains(byte)
                || "-_.()".utf8.contains(byte)
        }
        let upper = ianaName.uppercased()
        let isForeign = !["CHAR", "WCHAR_T", "INTERNAL", "ANSI_X3.4-1968//"].contains(upper)
        guard !ianaName.isEmpty, isPlain, isForeign else { return nil }
        // iconv would write the byte order of this machine; on the wire big-endian comes first (RFC 2781).
        hasByteOrderMark = upper == "UTF-16"
        name = hasByteOrderMark ? "UTF-16BE" : ianaName
        guard let converter = Self.open(to: name, from: "UTF-8"), let back = Self.open(to: "UTF-8", from: name) else {
            return nil
        }
        iconv_close(converter)
        iconv_close(back)
    }

    /// The text in this encoding; `nil` if it has characters that the encoding lacks.
    package func bytes(_ text: String) -> [UInt8]? {
        let bytes = Self.convert(Array(text.utf8), to: name, from: "UTF-8")
        return hasByteOrderMark ? bytes.map { [0xFE, 0xFF] + $0 } : bytes
    }

    /// The text that bytes of this encoding stand for; `nil` if they are no such text.
    package func text(_ bytes: [UInt8]) -> String? {
        let source = hasByteOrderMark && bytes.starts(with: [0xFF, 0xFE]) ? "UTF-16LE" : name
        let marks: [[UInt8]] = [[0xFE, 0xFF], [0xFF, 0xFE]]
        let isMarked = hasByteOrderMark && marks.contains { bytes.starts(with: $0) }
        return Self.convert(Array(bytes.dropFirst(isMarked ? 2 : 0)), to: "UTF-8", from: source)
            .flatMap { String(validating: $0, as: UTF8.self) }
    }

    private static func open(to target: String, from source: String) -> iconv_t? {
        let converter = iconv_open(target, source)
        // The C library's sign of failure is a pointer of all ones.
        return converter == iconv_t(bitPattern: -1) ? nil : converter
    }

    private static func convert(_ bytes: [UInt8], to target: String, from source: String) -> [UInt8]? {
        guard let converter = open(to: target, from: source) else { return nil }
        defer { iconv_close(converter) }
        // No character takes more than four bytes for each of its own, plus what ends a stateful encoding.
        var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
        var input = bytes.map { CChar(bitPattern: $0) }
        var rest = output.count
        let isWhole = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var next = source.baseAddress
                var free = target.baseAddress
                var left = source.count
                let replaced = iconv(converter, &next, &left, &free, &rest)
                return replaced == 0 && left == 0 && iconv(converter, nil, nil, &free, &rest) == 0
            }
        }
        return isWhole ? output[..<(output.count - rest)].map { UInt8(bitPattern: $0) } : nil
    }
}
