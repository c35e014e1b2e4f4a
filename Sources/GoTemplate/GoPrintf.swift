/// Go's `Sprintf` for template values; mistakes appear in the text, as there: `%!d(string=x)`.
enum GoPrintf {
    static func format(_ format: String, _ arguments: [GoValue]) -> String {
        var output = ""
        var rest = format[...]
        var next = 0
        var isReordered = false
        while let percent = rest.firstIndex(of: "%") {
            output += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            guard let verb = GoVerb(&rest) else { return output + "%!(NOVERB)" }
            if verb.verb == "%" {
                output += "%"
                continue
            }
            if let position = verb.argument {
                next = position - 1
                isReordered = true
            }
            output += arguments.indices.contains(next) ? text(verb, arguments[next]) : "%!\(verb.verb)(MISSING)"
            next += 1
        }
        output += rest
        if !isReordered, next < arguments.count {
            let extra = arguments[next...].map { "\($0.goTypeName)=\($0.goText)" }.joined(separator: ", ")
            output += "%!(EXTRA \(extra))"
        }
        return output
    }

    private static func text(_ verb: GoVerb, _ value: GoValue) -> String {
        let text =
            switch value {
            case .string(let string): verb.sharp && verb.verb == "v" ? string.goQuoted : verb.text(string)
            case .int(let int): verb.text(int)
            case .double(let double): verb.text(double)
            case .bool(let flag): verb.text(flag)
            case .none, .list, .map: verb.verb == "v" || verb.verb == "s" ? verb.text(value.goText) : nil
            }
        return text ?? "%!\(verb.verb)(\(value.goTypeName)=\(value.goText))"
    }
}
