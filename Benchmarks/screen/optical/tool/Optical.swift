import Glibc
import OpticalReading
import ScreenReading

// Usage: optical LANGUAGES PICTURE...   read pictures (PNG, PPM); compare the words with the text beside them

extension WordScore {
    var line: String {
        "\(shown) words, \((found * 1000).rounded() / 10) % read, \(invented.count) that are not there"
    }
}

@main
struct Optical {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let reader = try await OpticalReader.open(languages: arguments.first ?? "eng")
        var sum = WordScore()
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
            let score = WordScore(read: ScreenText(lines).text, shown: shown)
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
