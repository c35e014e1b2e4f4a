/// Patterns of paths with `*`, `?` and `[…]` inside of names.
package enum PathPattern {
    /// The paths that a pattern stands for, sorted; one without such characters, or that exists, stands for itself.
    ///
    /// Nothing that fits is an empty list.
    package static func paths(matching pattern: String) -> [String] {
        guard pattern.contains(where: { "*?[".contains($0) }), !HostFiles.exists(pattern) else {
            return HostFiles.exists(pattern) ? [pattern] : []
        }
        var found = [HostPath.isAbsolute(pattern) ? "/" : ""]
        for part in pattern.split(separator: "/").map(Array.init) {
            found = found.flatMap { folder in names(in: folder, matching: part).map { HostPath.join(folder, $0) } }
        }
        return found.sorted()
    }

    private static func names(in folder: String, matching pattern: [Character]) -> [String] {
        guard pattern.contains(where: { "*?[".contains($0) }) else {
            let name = String(pattern)
            return HostFiles.exists(HostPath.join(folder, name)) ? [name] : []
        }
        // What cannot be listed holds nothing that matches.
        let names = (try? HostFiles.list(folder.isEmpty ? "." : folder)) ?? []
        return names.filter { matches(Array($0)[...], pattern[...]) && ($0.first != "." || pattern.first == ".") }
    }

    package static func matches(_ name: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
        var name = name
        var pattern = pattern
        // Where to go on if what follows the last star does not fit: one character later.
        var retry: (name: ArraySlice<Character>, pattern: ArraySlice<Character>)?
        while !name.isEmpty || !pattern.isEmpty {
            if pattern.first == "*" {
                retry = (name, pattern)
                pattern = pattern.dropFirst()
            } else if let first = name.first, let rest = matchOne(first, pattern) {
                name = name.dropFirst()
                pattern = rest
            } else if let last = retry, !last.name.isEmpty {
                name = last.name.dropFirst()
                retry = (name, last.pattern)
                pattern = last.pattern.dropFirst()
            } else {
                return false
            }
        }
        return true
    }

    /// What follows the first element of the pattern, if the character fits that.
    private static func matchOne(_ character: Character, _ pattern: ArraySlice<Character>) -> ArraySlice<Character>? {
        guard let first = pattern.first else { return nil }
        let rest = pattern.dropFirst()
        if first == "?" { return rest }
        if first == "[", let end = rest.dropFirst().firstIndex(of: "]") {
            var set = rest[..<end]
            let isNegated = set.first == "!" || set.first == "^"
            if isNegated { set = set.dropFirst() }
            return contains(set, character) != isNegated ? pattern[(end + 1)...] : nil
        }
        return first == character ? rest : nil
    }

    private static func contains(_ set: ArraySlice<Character>, _ character: Character) -> Bool {
        var set = set
        while let first = set.first {
            let isRange = set.count >= 3 && set[set.startIndex + 1] == "-"
            let last = isRange ? set[set.startIndex + 2] : first
            if first <= character, character <= last { return true }
            set = set.dropFirst(isRange ? 3 : 1)
        }
        return false
    }
}
