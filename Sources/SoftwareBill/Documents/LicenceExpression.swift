/// Licence expressions of SPDX (SPDX 2.3, annex D), of the identifiers that packages mostly use.
///
/// Documents may only hold expressions of identifiers that are on SPDX's list; others are told in words.
enum LicenceExpression {
    private static let identifiers: Set<String> = [
        "0BSD", "AFL-2.1", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-1.1", "Apache-2.0", "Artistic-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause", "BSD-4-Clause", "BlueOak-1.0.0", "BSL-1.0", "bzip2-1.0.6", "CC-BY-3.0", "CC-BY-4.0",
        "CC-BY-SA-4.0",
        "CC0-1.0", "curl", "EPL-2.0", "GFDL-1.3-or-later", "GPL-1.0-only", "GPL-1.0-or-later", "GPL-2.0-only",
        "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "HPND", "ICU", "IJG", "ISC", "LGPL-2.0-only",
        "LGPL-2.0-or-later", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "Libpng",
        "MIT",
        "MIT-0", "MPL-1.1", "MPL-2.0", "NCSA", "OFL-1.1", "OLDAP-2.8", "OpenSSL", "PHP-3.01", "PostgreSQL", "PSF-2.0",
        "Python-2.0", "Sleepycat", "SSPL-1.0", "Unicode-DFS-2016", "Unlicense", "Vim", "W3C", "WTFPL", "X11", "Zlib",
        "ZPL-2.1",
    ]
    private static let exceptions: Set<String> = [
        "Classpath-exception-2.0", "GCC-exception-3.1", "LLVM-exception", "Linux-syscall-note",
        "openvpn-openssl-exception",
    ]

    /// Whether a text is an expression of known identifiers, joined by `AND`, `OR` and `WITH`.
    static func isKnown(_ text: String) -> Bool {
        var words: [Substring] = []
        for word in text.split(separator: " ") {
            // Brackets stand without blanks around them.
            var rest = word
            while rest.first == "(" { words.append(rest.prefix(1)); rest.removeFirst() }
            var closing = 0
            while rest.last == ")" { closing += 1; rest.removeLast() }
            if !rest.isEmpty { words.append(rest) }
            words += Array(repeating: ")", count: closing)
        }
        var reader = ExpressionReader(words: words[...])
        return reader.readExpression() && reader.words.isEmpty
    }

    /// Reads words by the grammar; says whether they fit.
    private struct ExpressionReader {
        /// More brackets than a licence ever needs would only cost stack.
        private static let depthLimit = 16

        var words: ArraySlice<Substring>
        private var depth = 0

        init(words: ArraySlice<Substring>) {
            self.words = words
        }

        mutating func readExpression() -> Bool {
            guard readTerm() else { return false }
            while let word = words.first, word == "AND" || word == "OR" {
                words.removeFirst()
                guard readTerm() else { return false }
            }
            return true
        }

        private mutating func readTerm() -> Bool {
            guard let word = words.popFirst() else { return false }
            if word == "(" {
                depth += 1
                guard depth <= Self.depthLimit, readExpression(), words.popFirst() == ")" else { return false }
                depth -= 1
                return true
            }
            guard identifiers.contains(String(word)) else { return false }
            guard words.first == "WITH" else { return true }
            words.removeFirst()
            return words.popFirst().map { exceptions.contains(String($0)) } ?? false
        }
    }
}
