import BuildEvents

/// What stands before each line of a build, so that scripts and people tell the kinds of lines apart.
enum LinePrefix {
    case say
    case message
    case error

    /// `==> NAME: ` for steps and errors, and as many blanks instead of the arrow for detail; nothing where there is
    /// no build.
    func text(for event: BuildEvent) -> EventText {
        guard let build = event.build, event.isPrefixed else { return "" }
        return self == .message ? "    \(build): " : "==> \(build): "
    }

    /// The lines of a text, empty ones too; a carriage return before a line's end stays with the line.
    static func lines(of text: String) -> [String] {
        // By scalars: CR and LF together are one character, which is no "\n".
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }
}
