import OpticalReading
import ScreenReading

/// Reads the screens of one build optically, for all who look at them.
actor OpticalSight {
    private let reader: OpticalReader
    private var last: (picture: ScreenPicture, text: ScreenText?)?

    /// - Parameter languages: as Tesseract names them.
    /// - Throws: `OpticalReadingError` if the library or data are missing.
    init(languages: String) async throws {
        reader = try await OpticalReader.open(languages: languages)
    }

    /// The text on a picture; `nil` if there is none.
    ///
    /// Where nothing but a cursor looks otherwise than on the picture before, it is the text of that one.
    func text(on picture: ScreenPicture) async throws -> ScreenText? {
        guard picture.hasContent else { return nil }
        if let last, picture.differsByCursor(from: last.picture) { return last.text }
        do {
            let lines = try await reader.lines(on: picture)
            last = (picture, lines.isEmpty ? nil : ScreenText(lines))
        } catch is OpticalReadingError {
            // Nothing can be read there; that is no reason to stop a build.
            last = (picture, nil)
        }
        return last?.text
    }
}

extension ScreenPicture {
    /// Cells that are no larger than this may be a cursor that blinks, in pixels.
    private static let largestCursor = (width: 32, height: 64)

    /// Whether a picture of the same size shows the same but for a cursor.
    func differsByCursor(from other: ScreenPicture) -> Bool {
        guard let changed = changedBox(since: other) else { return false }
        return changed.width <= Self.largestCursor.width && changed.height <= Self.largestCursor.height
    }
}
