import Cryptography

/// A file of checksums as sha256sum(1) and the BSD tools write them.
package struct ChecksumList: Sendable {
    private let entries: [(name: String, checksum: Checksum)]

    /// Reads the lines `HEX  NAME`, `HEX *NAME`, `TYPE (NAME) = HEX` and a bare `HEX`; others (signatures, comments)
    /// are passed over.
    package init(_ text: String) {
        // Editors of Windows begin texts with a mark (U+FEFF).
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        entries = text.split(whereSeparator: \.isNewline).compactMap { Self.entry($0) }
    }

    /// The sum of the file at this path.
    ///
    /// Lists name files below a folder of their own, which we do not know: so of several names the one counts that
    /// ends the path with the most parts, and without such a one, a last part alone. A list of one bare sum is for any
    /// file.
    package func checksum(for path: String, list: String) throws(ChecksumError) -> Checksum {
        let parts = Self.parts(path)
        let file = parts.last.map(String.init) ?? ""
        let named = entries.map { ($0, Self.parts($0.name)) }.filter { $0.1.last.map(String.init) == file }
        let fitting = named.filter { parts.suffix($0.1.count) == $0.1[...] }
        let most = fitting.map(\.1.count).max()
        let candidates = (most == nil ? named : fitting.filter { $0.1.count == most }).map(\.0)
        // The strongest function that the list offers.
        let best = candidates.map(\.checksum).max { $0.algorithm.byteCount < $1.algorithm.byteCount }
        if let best {
            let others = candidates.contains { $0.checksum.algorithm == best.algorithm && $0.checksum != best }
            if others { throw .ambiguous(file: file, list: list) }
            return best
        }
        if entries.count == 1, let only = entries.first, only.name.isEmpty { return only.checksum }
        throw .notListed(file: file, list: list, names: entries.map(\.name))
    }

    private static func parts(_ path: String) -> [Substring] {
        path.split(separator: "/").filter { $0 != "." }
    }

    private static func entry(_ line: Substring) -> (name: String, checksum: Checksum)? {
        bsdEntry(line) ?? gnuEntry(line)
    }

    private static func bsdEntry(_ line: Substring) -> (name: String, checksum: Checksum)? {
        guard let opening = line.firstRange(of: " ("), let equals = line.lastRange(of: ") = ") else { return nil }
        guard opening.upperBound <= equals.lowerBound,
            let algorithm = DigestAlgorithm(rawValue: line[..<opening.lowerBound].lowercased()),
            let checksum = Checksum(algorithm, hex: line[equals.upperBound...])
        else { return nil }
        return (String(line[opening.upperBound..<equals.lowerBound]), checksum)
    }

    private static func gnuEntry(_ line: Substring) -> (name: String, checksum: Checksum)? {
        let hex = line.prefix { !$0.isWhitespace }
        let algorithm = DigestAlgorithm.allCases.first { $0.byteCount * 2 == hex.utf8.count }
        guard let algorithm, let checksum = Checksum(algorithm, hex: hex) else { return nil }
        var name = line[hex.endIndex...].drop { $0 == " " || $0 == "\t" }
        if name.first == "*" { name = name.dropFirst() }
        while name.last?.isWhitespace == true { name.removeLast() }
        return (String(name), checksum)
    }
}

extension Substring {
    fileprivate func lastRange(of text: String) -> Range<Index>? {
        ranges(of: text).last
    }
}
