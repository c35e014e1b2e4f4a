internal import CLibtesseract
internal import HostOS

/// Tesseract with the data of some languages; used by one thread.
final class TesseractEngine {
    private let functions: UnsafePointer<ingot_tesseract_functions>
    private let handle: OpaquePointer

    private var library: ingot_tesseract_functions { functions.pointee }

    /// A screen's dots an inch, which letters' sizes are reckoned by.
    private static let resolution: Int32 = 96
    /// A screen that takes longer is given up, in milliseconds.
    private static let patience: Int32 = 60_000
    /// Words that are less sure are mostly icons and frames, of 1.
    private static let leastConfidence = 0.5

    /// - Throws: `OpticalReadingError` if the library or data are missing.
    init(languages: String) throws {
        guard let functions = ingot_tesseract() else { throw OpticalReadingError.missingLibrary }
        guard let handle = functions.pointee.BaseAPICreate() else { throw OpticalReadingError.failed }
        self.functions = functions
        self.handle = handle
        // Its words are not for this program's standard error.
        set("debug_file", "/dev/null")
        let names = languages.split(separator: "+").map(String.init)
        // It starts with those that it has, if there is one.
        let hasStarted = library.BaseAPIInit3(handle, nil, languages) == 0
        let loaded = hasStarted ? loaded : []
        let missing = names.filter { !loaded.contains($0) }
        guard missing.isEmpty else { throw OpticalReadingError.missingLanguages(missing) }
        library.BaseAPISetPageSegMode(handle, Int32(ingot_tesseract_sparse_text))
    }

    deinit {
        library.BaseAPIDelete(handle)
    }

    private var loaded: [String] {
        guard let names = library.BaseAPIGetLoadedLanguagesAsVector(handle) else { return [] }
        defer { library.DeleteTextArray(names) }
        var languages: [String] = []
        while let name = names[languages.count] { languages.append(String(cString: name)) }
        return languages
    }

    private func set(_ name: String, _ value: String) {
        _ = library.BaseAPISetVariable(handle, name, value)
    }

    /// The lines on a picture.
    ///
    /// - Throws: `CancellationError` once the flag is set, `OpticalReadingError.failed`.
    func lines(on picture: EnlargedPicture, isCancelled: Flag) throws -> [OpticalLine] {
        // More threads would take processors from the guest. It counts for the thread that calls.
        library.set_threads?(1)
        defer { library.BaseAPIClear(handle) }
        let isRead = picture.pixels.withUnsafeBufferPointer { pixels in
            guard let pixels = pixels.baseAddress else { return false }
            library.BaseAPISetImage(
                handle, pixels, Int32(picture.width), Int32(picture.height), 1, Int32(picture.width))
            library.BaseAPISetSourceResolution(handle, Self.resolution * Int32(picture.scale))
            return recognise(isCancelled)
        }
        if isCancelled.isSet { throw CancellationError() }
        guard isRead else { throw OpticalReadingError.failed }
        return lines(scale: picture.scale)
    }

    private func recognise(_ isCancelled: Flag) -> Bool {
        guard let monitor = library.MonitorCreate() else { return false }
        defer { library.MonitorDelete(monitor) }
        library.MonitorSetCancelFunc(monitor, Self.asksForEnd)
        library.MonitorSetCancelThis(monitor, Unmanaged.passUnretained(isCancelled).toOpaque())
        library.MonitorSetDeadlineMSecs(monitor, Self.patience)
        return library.BaseAPIRecognize(handle, monitor) == 0
    }

    private static let asksForEnd: ingot_tesseract_cancel = { context, _ in
        guard let context else { return false }
        return Unmanaged<Flag>.fromOpaque(context).takeUnretainedValue().isSet
    }

    // MARK: What was found

    private func lines(scale: Int) -> [OpticalLine] {
        guard let results = library.BaseAPIGetIterator(handle) else { return [] }
        defer { library.ResultIteratorDelete(results) }
        let place = library.ResultIteratorGetPageIteratorConst(results)
        var lines: [[OpticalLine]] = []
        repeat {
            let beginsLine = library.PageIteratorIsAtBeginningOf(place, Self.lineLevel) != 0
            if beginsLine || lines.isEmpty { lines.append([]) }
            if let word = word(results, place, scale) { lines[lines.count - 1].append(word) }
        } while library.ResultIteratorNext(results, Self.wordLevel) != 0
        return lines.compactMap(OpticalLine.init).sorted { ($0.box.y, $0.box.x) < ($1.box.y, $1.box.x) }
    }

    private static let lineLevel = Int32(ingot_tesseract_line)
    private static let wordLevel = Int32(ingot_tesseract_word)

    /// The library sees print, where quotation marks are curved; programs mostly show straight ones.
    private static let quotes: [Character: Character] = ["‘": "'", "’": "'", "“": "\"", "”": "\""]

    /// The word that the iterator is at, if it is one.
    private func word(_ results: OpaquePointer, _ place: OpaquePointer, _ scale: Int) -> OpticalLine? {
        guard let characters = library.ResultIteratorGetUTF8Text(results, Self.wordLevel) else { return nil }
        defer { library.DeleteText(characters) }
        let text = String(String(cString: characters).compactMap { $0.isWhitespace ? nil : Self.quotes[$0] ?? $0 })
        let confidence = Double(library.ResultIteratorConfidence(results, Self.wordLevel)) / 100
        var (left, top, right, bottom): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard !text.isEmpty, confidence >= Self.leastConfidence,
            library.PageIteratorBoundingBox(place, Self.wordLevel, &left, &top, &right, &bottom) != 0
        else { return nil }
        let box = OpticalLine.Box(
            x: Int(left) / scale, y: Int(top) / scale, width: max(1, Int(right - left) / scale),
            height: max(1, Int(bottom - top) / scale))
        return OpticalLine(text: text, confidence: min(confidence, 1), box: box)
    }
}

extension OpticalLine {
    /// A line of words; `nil` for none, and for signs alone: frames and icons look like that.
    init?(_ words: [OpticalLine]) {
        guard let first = words.first, words.contains(where: { $0.text.contains { $0.isLetter || $0.isNumber } })
        else { return nil }
        self.init(
            text: words.map(\.text).joined(separator: " "),
            confidence: words.reduce(0) { $0 + $1.confidence } / Double(words.count),
            box: words.reduce(first.box) { $0.union($1.box) })
    }
}
