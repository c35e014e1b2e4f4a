/// The colours of builds and errors, as SGR sequences (ECMA-48, 8.3.117).
enum Colour {
    static let error = 31

    /// Green, cyan, magenta, yellow and blue in turn.
    static func ofBuild(_ index: Int) -> Int {
        [32, 36, 35, 33, 34][index % 5]
    }

    static func wrap(_ text: String, _ colour: Int, isBold: Bool = true) -> String {
        text.isEmpty ? text : "\u{1B}[\(isBold ? 1 : 0);\(colour)m\(text)\u{1B}[0m"
    }
}
