/// Finds the line in which something most like a wanted text stands.
enum ClosestLine {
    /// More different characters than this share of the wanted text are no likeness.
    private static let largestDifference = 0.5
    /// As much of a wanted text and of a line is compared, in characters.
    private static let longest = 256

    /// The line that needs the fewest changes until the text is somewhere in it; `nil` if all of them need many.
    static func find(_ wanted: String, in lines: [String]) -> String? {
        // What a regular expression adds to a text is mostly these.
        let wanted = Array(wanted.lowercased().filter { !#"\^$()[]{}|*+?"#.contains($0) }.prefix(longest))
        guard !wanted.isEmpty else { return nil }
        let best =
            lines.filter { !$0.isEmpty }
            .map { (line: $0, distance: distance(of: wanted, in: Array($0.lowercased().prefix(longest)))) }
            .min { $0.distance < $1.distance }
        guard let best, Double(best.distance) <= Double(wanted.count) * largestDifference else { return nil }
        return best.line
    }

    /// The smallest edit distance between the text and any part of the line (Sellers 1980).
    private static func distance(of wanted: [Character], in line: [Character]) -> Int {
        var previous = Array(repeating: 0, count: line.count + 1)
        for (row, character) in wanted.enumerated() {
            var current = [row + 1]
            for column in line.indices {
                let replaced = previous[column] + (character == line[column] ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous.min() ?? wanted.count
    }
}
