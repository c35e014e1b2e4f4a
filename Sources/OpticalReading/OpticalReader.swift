internal import HostOS
public import ScreenReading

/// Reads what no console draws: smooth letters of any width, as graphical installers and desktops show them.
///
/// It is Tesseract's optical character recognition, which guesses; `FramebufferReader` knows. Tesseract's calls take
/// seconds and run on a thread of the reader's own. The library is opened when the first reader is.
public actor OpticalReader {
    nonisolated private let thread = ThreadExecutor(name: "ocr", stackSize: 8 << 20)
    /// The reader's own thread.
    nonisolated public var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
    private var engine: TesseractEngine?
    private var last: (picture: ScreenPicture, lines: [OpticalLine])?

    private init() {}

    /// A reader with the data of some languages.
    ///
    /// - Parameter languages: Tesseract's names with `+` between them, such as `eng+deu`, the commonest first.
    /// - Throws: `OpticalReadingError` if the library or data are missing.
    public static func open(languages: String = "eng") async throws -> OpticalReader {
        guard areLanguages(languages) else { throw OpticalReadingError.invalidLanguages(languages) }
        let reader = OpticalReader()
        try await reader.start(languages)
        return reader
    }

    /// Whether a text has the form of Tesseract's names of languages with `+` between them.
    public static func areLanguages(_ text: String) -> Bool {
        text.utf8.count <= longestLanguages
            && text.split(separator: "+", omittingEmptySubsequences: false).allSatisfy { name in
                !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            }
    }

    private static let longestLanguages = 100

    private func start(_ languages: String) throws {
        engine = try TesseractEngine(languages: languages)
    }

    /// The lines of text on a picture from the top; none for a picture of one colour.
    ///
    /// A second or two for a usual screen; the same picture as the last time takes nothing. Cancellation ends it
    /// between two words.
    ///
    /// - Throws: `OpticalReadingError`, `CancellationError`.
    public func lines(on picture: ScreenPicture) async throws -> [OpticalLine] {
        if let last, last.picture == picture { return last.lines }
        try Task.checkCancellation()
        guard let engine, picture.hasContent else { return [] }
        let isCancelled = Flag()
        let lines = try await withTaskCancellationHandler {
            // The actor's thread runs this only because it names the actor.
            self.assertIsolated()
            return try engine.lines(on: try EnlargedPicture(picture), isCancelled: isCancelled)
        } onCancel: {
            isCancelled.set()
        }
        last = (picture, lines)
        return lines
    }
}
