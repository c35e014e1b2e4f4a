internal import CRE2

/// A pattern in RE2's syntax: matching takes time proportional to the text, whatever the pattern.
package final class RegularExpression: Sendable {
    // An RE2 object does not change once it is made, and its matching is thread-safe (re2.h).
    nonisolated(unsafe) private let handle: OpaquePointer
    package let groupCount: Int
    /// Names of the groups; `nil` for those without.
    package let groupNames: [String?]

    /// One match: byte ranges of the whole and of each group, `nil` for groups that took no part.
    package struct Match {
        package var whole: Range<Int>
        package var groups: [Range<Int>?]
    }

    /// A pattern that is none.
    package struct Invalid: Error, Hashable, Sendable {
        /// In RE2's words.
        package let reason: String
    }

    /// - Throws: `Invalid` if RE2 cannot read the pattern.
    package init(_ pattern: String) throws(Invalid) {
        let length = pattern.utf8.count
        handle = pattern.withCString { cre2_new($0, length) }
        groupCount = Int(cre2_group_count(handle))
        groupNames = (0..<max(0, groupCount)).map { [handle] in
            cre2_group_name(handle, Int32($0 + 1)).map { String(cString: $0) }
        }
        if let reason = cre2_error(handle).map({ String(cString: $0) }) {
            throw Invalid(reason: reason)
        }
    }

    deinit {
        cre2_delete(handle)
    }

    /// The leftmost match from a byte on.
    package func firstMatch(in text: [UInt8], from start: Int = 0) -> Match? {
        var spans = [Int64](repeating: -1, count: 2 * (groupCount + 1))
        let found = text.withUnsafeBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                withUnsafePointer(to: CChar(0)) { empty in
                    cre2_match(handle, characters.baseAddress ?? empty, text.count, start, &spans)
                }
            }
        }
        guard found == 1 else { return nil }
        let ranges = (0...groupCount).map { index -> Range<Int>? in
            spans[2 * index] < 0 ? nil : Int(spans[2 * index])..<Int(spans[2 * index + 1])
        }
        return ranges[0].map { Match(whole: $0, groups: Array(ranges.dropFirst())) }
    }

    /// All matches that do not overlap; an empty one right behind another does not count.
    package func matches(in text: [UInt8]) -> [Match] {
        var matches: [Match] = []
        var position = 0
        var lastEnd = -1
        while position <= text.count, let match = firstMatch(in: text, from: position) {
            if !match.whole.isEmpty || match.whole.lowerBound != lastEnd { matches.append(match) }
            lastEnd = match.whole.upperBound
            position = match.whole.isEmpty ? Self.nextCharacter(in: text, after: lastEnd) : lastEnd
        }
        return matches
    }

    private static func nextCharacter(in text: [UInt8], after position: Int) -> Int {
        var next = position + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }
}
