/// The difference of two texts with as many lines each, which is what formatting makes.
struct LineChanges {
    private let old: [ArraySlice<UInt8>]
    private let new: [ArraySlice<UInt8>]
    /// Lines around a change that are shown with it.
    private static let context = 3

    init(from old: [UInt8], to new: [UInt8]) {
        self.old = Self.lines(of: old)
        self.new = Self.lines(of: new)
    }

    /// With their newlines.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        return lines
    }

    /// The changes in the unified format of POSIX's `diff -u`.
    func unified(path: String) -> String {
        var text = "--- old/\(path)\n+++ new/\(path)\n"
        for hunk in hunks {
            let size = hunk.count == 1 ? "\(hunk.lowerBound + 1)" : "\(hunk.lowerBound + 1),\(hunk.count)"
            text += "@@ -\(size) +\(size) @@\n"
            var index = hunk.lowerBound
            while index < hunk.upperBound {
                guard isChanged(index) else {
                    text += line(" ", old[index])
                    index += 1
                    continue
                }
                let end = hunk[index...].first { !isChanged($0) } ?? hunk.upperBound
                text += old[index..<end].map { line("-", $0) }.joined()
                text += new[index..<end].map { line("+", $0) }.joined()
                index = end
            }
        }
        return text
    }

    private func isChanged(_ index: Int) -> Bool { old[index] != new[index] }

    /// The lines to show: those changed and those near them, in as few stretches as possible.
    private var hunks: [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in 0..<min(old.count, new.count) where isChanged(index) {
            let near = max(0, index - Self.context)..<min(old.count, index + Self.context + 1)
            if let last = hunks.last, near.lowerBound <= last.upperBound {
                hunks[hunks.count - 1] = last.lowerBound..<near.upperBound
            } else {
                hunks.append(near)
            }
        }
        return hunks
    }

    private func line(_ sign: String, _ bytes: ArraySlice<UInt8>) -> String {
        let text = sign + String(decoding: bytes, as: UTF8.self)
        return bytes.last == UInt8(ascii: "\n") ? text : text + "\n\\ No newline at end of file\n"
    }
}
