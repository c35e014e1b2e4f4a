/// The colours of builds and errors: bold, as SGR sequences.
enum Colour {
    static let error = 31

    /// Green, cyan, magenta, yellow and blue in turn.
    static func ofBuild(_ index: Int) -> Int {
        [32, 36, 35, 33, 34][index % 5]
    }

    static func wrap(_ text: String, _ colour: Int) -> String {
        text.isEmpty ? text : "\u{1B}[1;\(colour)m\(text)\u{1B}[0m"
    }
}
