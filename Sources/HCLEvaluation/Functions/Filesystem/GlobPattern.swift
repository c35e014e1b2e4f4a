import RegularExpressions

/// A file name pattern: `*`, `?`, `[a-z]`, `{a,b}` inside a name, `**` for any folders.
struct GlobPattern: Sendable {
    private let regex: RegularExpression

    init(_ pattern: String) throws(HCLFunction.Failure) {
        var output = "^"
        var rest = Array(pattern)[...]
        var braces = 0
        while let next = rest.popFirst() {
            switch next {
            case "*": output += Self.star(&rest)
            case "?": output += "[^/]"
            case "[": output += try Self.characterClass(&rest)
            case "{":
                braces += 1
                output += "(?:"
            case "}" where braces > 0:
                braces -= 1
                output += ")"
            case "," where braces > 0: output += "|"
            case "\\": output += Self.quoted(rest.popFirst() ?? "\\")
            default: output += Self.quoted(next)
            }
        }
        guard braces == 0 else { throw HCLFunction.Failure("the pattern has an unclosed brace", argument: 1) }
        do {
            regex = try RegularExpression(output + "$")
        } catch {
            throw HCLFunction.Failure("the pattern is malformed", argument: 1)
        }
    }

    func matches(_ path: String) -> Bool {
        regex.firstMatch(in: Array(path.utf8)) != nil
    }

    private static func star(_ rest: inout ArraySlice<Character>) -> String {
        guard rest.first == "*" else { return "[^/]*" }
        rest.removeFirst()
        guard rest.first == "/" else { return ".*" }
        rest.removeFirst()
        return "(?:.*/)?"
    }

    private static func characterClass(_ rest: inout ArraySlice<Character>) throws(HCLFunction.Failure) -> String {
        guard let end = rest.dropFirst().firstIndex(of: "]") else {
            throw HCLFunction.Failure("the pattern has an unclosed bracket", argument: 1)
        }
        var inner = rest[..<end]
        rest = rest[(end + 1)...]
        var output = "["
        if inner.first == "^" || inner.first == "!" {
            inner.removeFirst()
            output += "^/"
        }
        for character in inner { output += character == "-" ? "-" : quoted(character) }
        return output + "]"
    }

    private static func quoted(_ character: Character) -> String {
        let isWord = character.isLetter || character.isNumber || character == "_" || !character.isASCII
        return isWord ? String(character) : "\\" + String(character)
    }
}
