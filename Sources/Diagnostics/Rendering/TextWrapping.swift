/// Breaks text into lines of a terminal.
enum TextWrapping {
    /// Breaks at blanks; a word longer than a line stays whole.
    ///
    /// Line breaks of the text and lines that are indented
    /// are kept as they are.
    static func wrap(_ text: String, width: Int) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            line.first?.isWhitespace == true ? [String(line)] : wrapLine(line, width: width)
        }
    }

    private static func wrapLine(_ line: Substring, width: Int) -> [String] {
        var lines: [String] = []
        var current = ""
        var used = 0
        for word in line.split(separator: " ") {
            let length = word.reduce(0) { $0 + columns(of: $1) }
            if !current.isEmpty, used + 1 + length > width {
                lines.append(current)
                current = ""
                used = 0
            }
            current += current.isEmpty ? word : " " + word
            used += (used == 0 ? 0 : 1) + length
        }
        lines.append(current)
        return lines
    }

    /// The columns of a terminal a character takes: 2 for East Asian wide ones and pictures, 1 otherwise.
    static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }
}
