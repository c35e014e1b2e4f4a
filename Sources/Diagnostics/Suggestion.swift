/// "Did you mean": finds the known name nearest to a misspelt one.
public enum Suggestion {
    /// The known name at the smallest edit distance, if that is below `limit`.
    ///
    /// None among more than a thousand names: as many mistakes would take millions of comparisons.
    public static func nearest(to name: String, among known: some Sequence<String>, limit: Int = 3) -> String? {
        let known = Array(known)
        guard known.count <= 1_000 else { return nil }
        let length = name.utf8.count
        let characters = Array(name)
        return
            known
            // A character has four bytes at most: names far longer or shorter need no exact distance.
            .filter { abs($0.utf8.count - length) < 4 * limit }
            .map { (name: $0, distance: editDistance(characters, Array($0))) }
            // Half of a short name changed is another name.
            .filter { $0.distance < limit && ($0.distance == 1 ? name.count > 1 : 2 * $0.distance < name.count) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?
            .name
    }

    /// How many user-perceived characters must be inserted, removed, replaced or swapped with their neighbours
    /// (optimal string alignment).
    private static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
        var earlier: [Int] = []
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (character == other ? 0 : 1)
                var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
                    best = min(best, earlier[column - 1] + 1)
                }
                current.append(best)
            }
            (earlier, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
