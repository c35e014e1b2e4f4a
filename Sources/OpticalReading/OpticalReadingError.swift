public import Diagnostics

/// Why a picture could not be read optically.
public enum OpticalReadingError: Error, Hashable, Sendable {
    /// Tesseract's library is not on this machine.
    case missingLibrary
    /// The library has no data for these languages.
    case missingLanguages([String])
    /// No names of languages.
    case invalidLanguages(String)
    /// The picture has more pixels than are read.
    case tooLarge(width: Int, height: Int)
    /// The library gave up, or took too long.
    case failed
}

extension OpticalReadingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missingLibrary:
            "Reading screens optically needs the library Tesseract, which this machine does not have."
        case .missingLanguages(let names):
            "Tesseract has no data for the language \(names.map { "\"\($0)\"" }.joined(separator: " and "))."
        case .invalidLanguages(let text):
            "\"\(text)\" names no languages as Tesseract does, such as \"eng\" or \"eng+deu\"."
        case .tooLarge(let width, let height):
            "A picture of \(width) by \(height) pixels is too large to be read optically."
        case .failed: "Tesseract did not read the picture."
        }
    }
}

extension OpticalReadingError: DiagnosticConvertible {
    public var diagnostic: Diagnostic {
        Diagnostic("Screen cannot be read optically", detail: description, advice: advice)
    }

    private var advice: [String] {
        switch self {
        case .missingLibrary: ["Install the packages libtesseract5 and tesseract-ocr-eng, or leave out screen_ocr."]
        case .missingLanguages(let names):
            ["Install \(names.map(Self.package).joined(separator: " and ")), or leave out screen_ocr."]
        case .invalidLanguages, .tooLarge, .failed: []
        }
    }

    /// The package of Debian and Ubuntu that has a language's data.
    private static func package(_ language: String) -> String {
        "tesseract-ocr-" + language.lowercased().replacing("_", with: "-")
    }
}
