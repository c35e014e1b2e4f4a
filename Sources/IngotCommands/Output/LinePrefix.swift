import BuildEvents

/// What stands before each line of a build: the same for all kinds of lines, which colours tell apart.
enum LinePrefix {
    case say
    case message
    case error

    /// `==> NAME: ` as scripts know it from Packer, where the text is a build's.
    static func text(for event: BuildEvent) -> EventText {
        guard let build = event.build, event.isPrefixed else { return "" }
        return "==> \(build): "
    }

    /// The lines of a text, empty ones too; a carriage return before a line's end stays with the line.
    static func lines(of text: String) -> [String] {
        // By scalars: CR and LF together are one character, which is no "\n".
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }
}
