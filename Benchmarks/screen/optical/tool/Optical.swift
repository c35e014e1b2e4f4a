import Glibc
import OpticalReading
import ScreenReading

// Usage: optical LANGUAGES PICTURE...   read pictures (PNG, PPM); compare the words with the text beside them

/// The bytes of a file; ends the program if it cannot be read.
func readFile(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else {
        print("cannot read \(path)")
        exit(1)
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&piece, 1, piece.count, file)
        if count == 0 { return bytes }
        bytes += piece[..<count]
    }
}

/// How many words are shown, and which of them were not read or were read without being there.
struct Score {
    var words = 0
    var missing: [String] = []
    var invented: [String] = []

    init() {}

    init(read: String, shown: String) {
        let (read, shown) = (Self.words(read), Self.words(shown))
        words = shown.count
        missing = Self.subtract(read, from: shown)
        invented = Self.subtract(shown, from: read)
    }

    mutating func add(_ other: Score) {
        words += other.words
        missing += other.missing
        invented += other.invented
    }

    var line: String {
        let found = words == 0 ? 1 : 1 - Double(missing.count) / Double(words)
        let percent = (found * 1000).rounded() / 10
        return "\(words) words, \(percent) % read, \(invented.count) that are not there"
    }

    private static func words(_ text: String) -> [String] {
        // A dash between columns is no word.
        text.split(whereSeparator: \.isWhitespace).map(String.init).filter {
            $0.contains { $0.isLetter || $0.isNumber }
        }
    }

    private static func subtract(_ words: [String], from all: [String]) -> [String] {
        var rest = all
        for word in words {
            if let place = rest.firstIndex(of: word) { rest.remove(at: place) }
        }
        return rest
    }
}

@main
struct Optical {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let reader = try await OpticalReader.open(languages: arguments.first ?? "eng")
        var sum = Score()
        for path in arguments.dropFirst() {
            let file = readFile(path)
            guard let picture = ScreenPicture(png: file) ?? ScreenPicture(ppm: file) else {
                print("\(path): no picture")
                exit(1)
            }
            let start = ContinuousClock.now
            let lines = try await reader.lines(on: picture)
            let time = ContinuousClock.now - start
            let text = String(path.dropLast(4)) + ".txt"
            let shown = access(text, R_OK) == 0 ? String(decoding: readFile(text), as: UTF8.self) : ""
            let score = Score(read: ScreenText(lines).text, shown: shown)
            print("\(path): \(score.line), \(time)")
            if getenv("SHOW") != nil {
                print("  missing: \(score.missing.joined(separator: " "))")
                print("  not there: \(score.invented.joined(separator: " "))")
                print(ScreenText(lines).text)
            }
            sum.add(score)
        }
        print("all: \(sum.line)")
    }
}
