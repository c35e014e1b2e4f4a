/// Tells Cyrillic letters from the Latin ones that look the same.
///
/// A console font has one picture for both, so a letter alone tells nothing; the others of its line do.
enum CyrillicLines {
    /// A line in which such letters are Cyrillic where most of the others are, but in Latin words.
    static func resolve(_ line: [Character]) -> [Character] {
        let cyrillic = line.reduce(0) { $0 + (isCyrillic($1) ? 1 : 0) }
        guard cyrillic > 0, cyrillic > line.reduce(0, { $0 + (isLatinOnly($1) ? 1 : 0) }) else { return line }
        var resolved = line
        var start = 0
        while start < line.count {
            let end = line[start...].firstIndex { !isLetter($0) } ?? line.count
            let word = line[start..<end]
            if !word.contains(where: isLatinOnly) {
                for index in word.indices { resolved[index] = lookalikes[line[index]] ?? line[index] }
            }
            start = end + 1
        }
        return resolved
    }

    private static func isCyrillic(_ letter: Character) -> Bool { ("\u{400}"..."\u{4FF}").contains(letter) }
    private static func isLetter(_ letter: Character) -> Bool { letter.isASCII ? letter.isLetter : isCyrillic(letter) }
    private static func isLatinOnly(_ letter: Character) -> Bool {
        letter.isASCII && letter.isLetter && lookalikes[letter] == nil
    }

    private static let lookalikes: [Character: Character] = Dictionary(
        uniqueKeysWithValues: zip("aceijopsxyABCEHIJKMOPSTX", "асеіјорѕхуАВСЕНІЈКМОРЅТХ"))
}
