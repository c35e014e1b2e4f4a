import Synchronization

/// Replaces secrets by `<sensitive>` in everything that is shown or logged.
///
/// Secrets are compared byte by byte, so that a combining character behind one does not hide it.
public final class Redactor: Sendable {
    private let secrets = Mutex(SecretTable())

    public init() {}

    /// Registers a secret and each non-empty line of it, as it is, in LF and CRLF form, and as a terminal shows it.
    ///
    /// White space at its ends is no secret: what is printed often comes without it.
    public func add(_ secret: String) {
        let lines = secret.split(whereSeparator: \.isNewline).map(String.init)
        let forms = [secret, lines.joined(separator: "\n"), lines.joined(separator: "\r\n")] + lines
        secrets.withLock { table in
            for form in (forms + forms.map(TerminalText.printable)).map(Self.trimmed) {
                table.insert(Array(form.utf8))
            }
        }
    }

    /// The text with every registered secret masked; what overlaps is masked as one.
    public func redact(_ text: String) -> String {
        redact(EventText(text))
    }

    /// The text with every registered secret masked, but where it lies wholly within words of our own.
    public func redact(_ text: EventText) -> String {
        let bytes = Array(text.text.utf8)
        let found = secrets.withLock { $0.isEmpty ? [] : $0.matches(in: bytes) }
        let masked = merged(
            found.filter { match in
                !text.ownWords.contains { $0.lowerBound <= match.lowerBound && match.upperBound <= $0.upperBound }
            })
        guard !masked.isEmpty else { return text.text }
        var result: [UInt8] = []
        var position = 0
        for range in masked {
            result += bytes[position..<range.lowerBound]
            result += "<sensitive>".utf8
            position = range.upperBound
        }
        result += bytes[position...]
        return String(decoding: result, as: UTF8.self)
    }

    /// Overlapping ranges as one; neighbours stay apart.
    private func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        ranges.reduce(into: []) { result, range in
            if let last = result.last, range.lowerBound < last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
    }

    private static func trimmed(_ line: String) -> String {
        let tail = line.drop(while: \.isWhitespace)
        guard let end = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(tail[...end])
    }
}

/// The registered secrets, found by their first byte.
private struct SecretTable {
    /// Shorter secrets are masked only where they stand alone: `a` would shred every text and hide nothing.
    private static let shortest = 3

    private var byFirst: [UInt8: Set<[UInt8]>] = [:]

    var isEmpty: Bool { byFirst.isEmpty }

    mutating func insert(_ secret: [UInt8]) {
        guard let first = secret.first else { return }
        byFirst[first, default: []].insert(secret)
    }

    /// Every occurrence in ascending order of its start, overlapping ones too.
    func matches(in text: [UInt8]) -> [Range<Int>] {
        text.indices.flatMap { start -> [Range<Int>] in
            guard let candidates = byFirst[text[start]] else { return [] }
            return candidates.compactMap { secret in
                let range = start..<start + secret.count
                guard range.upperBound <= text.count, text[range].elementsEqual(secret) else { return nil }
                return secret.count >= Self.shortest || standsAlone(range, in: text) ? range : nil
            }
        }
    }

    /// Whether what surrounds it is neither a letter nor a digit nor a byte of the secret itself.
    private func standsAlone(_ range: Range<Int>, in text: [UInt8]) -> Bool {
        [range.lowerBound - 1, range.upperBound].allSatisfy { index in
            guard text.indices.contains(index) else { return true }
            let byte = text[index]
            let isWord =
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...:
                    true
                default: false
                }
            return !isWord && !text[range].contains(byte)
        }
    }
}
