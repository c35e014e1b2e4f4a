/// Words for the machine's shell.
package enum RemoteShell {
    /// The text as one word of a POSIX shell, whatever is in it.
    package static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "%"),
                UInt8(ascii: "+"), UInt8(ascii: ","):
                true
            default: false
            }
        }
        guard !isPlain || word.isEmpty else { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// The path as one word, with a leading `~/` or `~` left for the shell to expand, as in a user's home.
    package static func quotedPath(_ path: String) -> String {
        if path == "~" { return path }
        guard path.hasPrefix("~/") else { return path.hasPrefix("-") ? quoted("./" + path) : quoted(path) }
        return path == "~/" ? path : "~/" + quoted(String(path.dropFirst(2)))
    }
}
