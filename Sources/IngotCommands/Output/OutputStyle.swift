/// The colours of a terminal, by their number in ECMA-48's SGR sequences.
enum TerminalColour: Int, Sendable, CaseIterable {
    case green = 32
    case cyan = 36
    case magenta = 35
    case yellow = 33
    case blue = 34
    case red = 31

    /// What builds are shown in, in turn; red is for errors.
    static let builds: [TerminalColour] = [.green, .cyan, .magenta, .yellow, .blue]

    func applied(to text: String) -> String {
        text.isEmpty ? text : "\u{1B}[1;\(rawValue)m\(text)\u{1B}[0m"
    }
}
