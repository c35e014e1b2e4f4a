/// Lays out a text in the canonical style: it changes blanks between tokens and nothing else.
///
/// The rules are those of Packer's `fmt`, so that both leave each other's output alone: two blanks an indentation
/// level, aligned equals signs and comments in consecutive lines, single blanks elsewhere.
public enum HCLFormatter {
    /// The text in canonical style; `nil` if it has characters or open strings that make its layout unclear.
    public static func format(_ bytes: [UInt8]) -> [UInt8]? {
        let source = SourceText(bytes, name: "")
        let tokens = HCLLexer.tokens(of: source)
        guard !tokens.contains(where: \.kind.isInvalid) else { return nil }
        var lines = FormatLine.lines(of: tokens, in: source)
        indent(&lines)
        for index in lines.indices { lines[index].setInnerSpaces() }
        align(&lines, \.assign) { $0.lead.columns }
        align(&lines, \.comment) { $0.lead.columns + $0.assign.columns }
        var result: [UInt8] = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        for token in lines.flatMap({ $0.lead + $0.assign + $0.comment }) {
            result += repeatElement(UInt8(ascii: " "), count: token.spacesBefore)
            result += bytes[token.token.start..<token.token.end]
        }
        // Blanks behind the last token belong to no line: they stay, as the peer leaves them.
        let end = tokens.last { $0.kind != .endOfFile }?.end ?? min(bytes.count, result.count)
        result += repeatElement(UInt8(ascii: " "), count: bytes.count - end)
        return result
    }

    /// Each line is indented by the lines that opened more brackets than they closed and are not closed yet.
    private static func indent(_ lines: inout [FormatLine]) {
        var open: [Int] = []
        for index in lines.indices {
            guard let first = lines[index].lead.first, first.kind != .newline else { continue }
            let net = lines[index].netBrackets
            if net < 0 { close(-net, &open) }
            lines[index].lead[0].spacesBefore = 2 * open.count
            if net > 0 { open.append(net) }
        }
    }

    private static func close(_ count: Int, _ open: inout [Int]) {
        var count = count
        while count > 0, let last = open.popLast() {
            if last > count { open.append(last - count) }
            count -= last
        }
    }

    /// Puts the cells of consecutive lines that have one below each other.
    private static func align(
        _ lines: inout [FormatLine], _ cell: WritableKeyPath<FormatLine, [FormatToken]>,
        widthBefore: (FormatLine) -> Int
    ) {
        var start = 0
        while start < lines.count {
            guard !lines[start][keyPath: cell].isEmpty else {
                start += 1
                continue
            }
            let end = lines[start...].firstIndex { $0[keyPath: cell].isEmpty } ?? lines.count
            let widths = lines[start..<end].map(widthBefore)
            let widest = widths.max() ?? 0
            for (index, width) in zip(start..<end, widths) {
                lines[index][keyPath: cell][0].spacesBefore = widest - width + 1
            }
            start = end
        }
    }
}
