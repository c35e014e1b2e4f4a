/// Paragraphs of `Name: value` lines, as dpkg and Python's packages write them.
struct ControlParagraphs {
    /// A paragraph's fields by name in small letters; the first line of each value, further ones are not kept.
    ///
    /// Of several fields with one name the first counts.
    static func fields(_ lines: some Sequence<String>) -> [[String: String]] {
        var paragraphs: [[String: String]] = []
        var current: [String: String] = [:]
        for line in lines {
            if line.allSatisfy(\.isWhitespace) {
                if !current.isEmpty { paragraphs.append(current) }
                current = [:]
                continue
            }
            // A line that begins with white space goes on with the field before it.
            guard line.first?.isWhitespace == false, let colon = line.firstIndex(of: ":") else { continue }
            let name = line[..<colon].lowercased()
            guard current[name] == nil, let value = PackageField.text(line[line.index(after: colon)...]) else {
                continue
            }
            current[name] = value
        }
        return current.isEmpty ? paragraphs : paragraphs + [current]
    }
}
