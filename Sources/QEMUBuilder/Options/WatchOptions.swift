import ComponentAPI
import OpticalReading

/// How a machine is watched, and when one in which nothing happens is spoken of, and given up.
struct WatchOptions: Sendable {
    private enum Key {
        static let warning = OptionKey<Duration>(
            "stall_warning", defaultText: "2m",
            "After this time without a change in the machine the build shows its screen; 0s for never.")
        static let optical = OptionKey<String>(
            "screen_ocr", default: "false",
            "Reads screens that are no text console by OCR with Tesseract: true for English, or such as \"eng+deu\".")
        static let timeout = OptionKey<Duration>(
            "stall_timeout", defaultText: "none",
            "After this time without a change in the machine the build fails, while it waits for the guest.")
    }

    static let declarations: [OptionDeclaration] = [
        Key.warning.declaration, Key.timeout.declaration, Key.optical.declaration,
    ]

    private static let defaultWarning = Duration.seconds(120)

    /// `nil` for never.
    var warning: Duration?
    /// `nil` for never.
    var timeout: Duration?
    /// In which languages screens are read optically, as Tesseract names them; `nil` for not at all.
    var opticalLanguages: String?

    init(_ reader: OptionReader) {
        let warning = reader.optional(Key.warning) ?? Self.defaultWarning
        self.warning = warning > .zero ? warning : nil
        timeout = reader.optional(Key.timeout).flatMap { $0 > .zero ? $0 : nil }
        opticalLanguages = Self.languages(reader)
    }

    private static func languages(_ reader: OptionReader) -> String? {
        let text = reader.value(Key.optical)
        switch text {
        case "", "false": return nil
        case "true": return "eng"
        default:
            if OpticalReader.areLanguages(text) { return text }
            reader.error(
                "Invalid value",
                "The option \"screen_ocr\" must be true, false or languages such as \"eng+deu\", but is \"\(text)\".",
                of: Key.optical)
            return nil
        }
    }
}
