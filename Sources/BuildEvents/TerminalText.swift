/// Text of a guest or a server made harmless for a terminal.
package enum TerminalText {
    /// The text as a terminal would leave it on its lines, without what could move the cursor, change colours or
    /// answer for the user.
    ///
    /// Tabs and line feeds stay. Of a line that was written over (`10 %`, carriage return, `20 %`) the last state
    /// counts, so that a guest's progress bar is one line.
    package static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var result = String.UnicodeScalarView()
        var lineStart = result.endIndex
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\u{1B}": skipSequence(&scalars)
            case "\u{9B}": skipControlSequence(&scalars)
            case "\u{90}", "\u{98}", "\u{9D}", "\u{9E}", "\u{9F}": skipString(&scalars)
            case "\n":
                result.append(scalar)
                lineStart = result.endIndex
            case "\r":
                guard let next = scalars.first, next != "\n", next != "\r" else { continue }
                result.removeSubrange(lineStart...)
                lineStart = result.endIndex
            default:
                if !isHarmful(scalar) { result.append(scalar) }
            }
        }
        return String(result)
    }

    /// C0 and C1 controls, and the marks that turn the direction of writing (Unicode TR36, "bidirectional spoofing").
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Leaves out the rest of an escape sequence (ECMA-48, 5.2 to 5.6).
    private static func skipSequence(_ scalars: inout Substring.UnicodeScalarView) {
        switch scalars.first {
        case "[":
            scalars.removeFirst()
            skipControlSequence(&scalars)
        case "]", "P", "X", "^", "_":
            scalars.removeFirst()
            skipString(&scalars)
        default:
            while let scalar = scalars.first, (0x20...0x2F).contains(scalar.value) { scalars.removeFirst() }
            if let scalar = scalars.first, (0x30...0x7E).contains(scalar.value) { scalars.removeFirst() }
        }
    }

    /// Parameters and intermediate bytes up to the final byte; anything else shows that the sequence is torn.
    private static func skipControlSequence(_ scalars: inout Substring.UnicodeScalarView) {
        while let scalar = scalars.first, (0x20...0x3F).contains(scalar.value) { scalars.removeFirst() }
        if let scalar = scalars.first, (0x40...0x7E).contains(scalar.value) { scalars.removeFirst() }
    }

    /// A string for the terminal (a title, a clipboard) up to its end; one without an end ends with its line.
    private static func skipString(_ scalars: inout Substring.UnicodeScalarView) {
        while let scalar = scalars.first, scalar != "\n" {
            scalars.removeFirst()
            if scalar == "\u{07}" || scalar == "\u{9C}" { return }
            if scalar == "\u{1B}", scalars.first == "\\" {
                scalars.removeFirst()
                return
            }
        }
    }
}
