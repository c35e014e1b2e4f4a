/// Texts that come out of a guest: of bounded length, on one line.
enum PackageField {
    /// Characters; longer texts are cut.
    static let lengthLimit = 2048

    /// The text without control characters and white space at its ends; `nil` if nothing is left.
    static func text(_ text: some StringProtocol) -> String? {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.drop(while: { $0 == " " }).prefix(lengthLimit) {
            scalars.append(scalar.value < 32 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar)
        }
        var trimmed = Substring(String(scalars))
        while trimmed.first == " " { trimmed.removeFirst() }
        while trimmed.last == " " { trimmed.removeLast() }
        return trimmed.isEmpty ? nil : String(trimmed)
    }
}
