/// The functions that every template can call; `and` and `or` are the renderer's, since they skip arguments.
enum BuiltinFunction: String {
    case and, or, not, eq, ne, lt, le, gt, ge, len, index, slice, print, printf, println, html, js, urlquery

    func call(_ arguments: [GoValue]) throws -> GoValue {
        switch self {
        case .and, .or: throw GoFunctionError("wrong number of arguments")
        case .not: return .bool(!(try Self.only(arguments)).isTrue)
        case .eq: return .bool(try Self.isEqual(arguments))
        case .ne: return .bool(!(try Self.isEqual(Self.pair(arguments))))
        case .lt: return .bool(try Self.isLess(arguments))
        case .le: return .bool(!(try Self.isLess(Self.pair(arguments).reversed())))
        case .gt: return .bool(try Self.isLess(Self.pair(arguments).reversed()))
        case .ge: return .bool(!(try Self.isLess(arguments)))
        case .len: return .int(try Self.length(Self.only(arguments)))
        case .index: return try Self.index(arguments)
        case .slice: return try Self.slice(arguments)
        case .print: return .string(Self.joined(arguments))
        case .println: return .string(arguments.map(\.goText).joined(separator: " ") + "\n")
        case .printf: return .string(try Self.formatted(arguments))
        case .html: return .string(Self.htmlEscaped(Self.joined(arguments)))
        case .js: return .string(Self.scriptEscaped(Self.joined(arguments)))
        case .urlquery: return .string(Self.joined(arguments).goQueryEscaped)
        }
    }

    // MARK: - Comparison

    private static func only(_ arguments: [GoValue]) throws -> GoValue {
        guard arguments.count == 1 else {
            throw GoFunctionError("wrong number of args: want 1 got \(arguments.count)")
        }
        return arguments[0]
    }

    private static func pair(_ arguments: [GoValue]) throws -> [GoValue] {
        guard arguments.count == 2 else {
            throw GoFunctionError("wrong number of args: want 2 got \(arguments.count)")
        }
        return arguments
    }

    /// Whether the first equals any of the others.
    private static func isEqual(_ arguments: [GoValue]) throws -> Bool {
        guard arguments.count >= 2 else { throw GoFunctionError("missing argument for comparison") }
        for other in arguments.dropFirst() where try areEqual(arguments[0], other) { return true }
        return false
    }

    private static func areEqual(_ lhs: GoValue, _ rhs: GoValue) throws -> Bool {
        switch (lhs, rhs) {
        case (.int(let left), .double(let right)), (.double(let right), .int(let left)): return Double(left) == right
        case (.none, _), (_, .none): return lhs == rhs
        default:
            guard lhs.goTypeName == rhs.goTypeName else {
                throw GoFunctionError("incompatible types for comparison")
            }
            return lhs == rhs
        }
    }

    private static func isLess(_ arguments: some Collection<GoValue>) throws -> Bool {
        let operands = try pair(Array(arguments))
        switch (operands[0], operands[1]) {
        case (.int(let left), .int(let right)): return left < right
        case (.double(let left), .double(let right)): return left < right
        case (.int(let left), .double(let right)): return Double(left) < right
        case (.double(let left), .int(let right)): return left < Double(right)
        case (.string(let left), .string(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8)
        default: throw GoFunctionError("incompatible types for comparison")
        }
    }

    // MARK: - Collections

    private static func length(_ value: GoValue) throws -> Int {
        switch value {
        case .string(let text): return text.utf8.count
        case .list(let elements): return elements.count
        case .map(let members): return members.count
        case .none, .int, .double, .bool: throw GoFunctionError("len of type \(value.goTypeName)")
        }
    }

    private static func index(_ arguments: [GoValue]) throws -> GoValue {
        guard var value = arguments.first else { throw GoFunctionError("wrong number of args: want at least 1 got 0") }
        for key in arguments.dropFirst() {
            switch (value, key) {
            case (.map(let members), .string(let name)): value = members[name] ?? .none
            case (.list(let elements), .int(let position)):
                guard elements.indices.contains(position) else {
                    throw GoFunctionError("index out of range: \(position)")
                }
                value = elements[position]
            case (.string(let text), .int(let position)):
                let bytes = Array(text.utf8)
                guard bytes.indices.contains(position) else {
                    throw GoFunctionError("index out of range: \(position)")
                }
                value = .int(Int(bytes[position]))
            default: throw GoFunctionError("can't index item of type \(value.goTypeName)")
            }
        }
        return value
    }

    private static func slice(_ arguments: [GoValue]) throws -> GoValue {
        let bounds = try arguments.dropFirst().map { argument in
            guard case .int(let bound) = argument else { throw GoFunctionError("slice bounds must be integers") }
            return bound
        }
        guard let value = arguments.first, bounds.count <= 2 else { throw GoFunctionError("wrong number of args") }
        let from = bounds.first ?? 0
        let to = try bounds.count > 1 ? bounds[1] : length(value)
        guard 0 <= from, from <= to, to <= (try length(value)) else {
            throw GoFunctionError("slice index out of range")
        }
        switch value {
        case .string(let text): return .string(String(decoding: Array(text.utf8)[from..<to], as: UTF8.self))
        case .list(let elements): return .list(Array(elements[from..<to]))
        case .none, .int, .double, .bool, .map: throw GoFunctionError("can't slice item of type \(value.goTypeName)")
        }
    }

    // MARK: - Text

    /// Go's `Sprint`: a blank between operands when neither is a string.
    private static func joined(_ arguments: [GoValue]) -> String {
        var text = ""
        for (index, argument) in arguments.enumerated() {
            if index > 0, !argument.isString, !arguments[index - 1].isString { text += " " }
            text += argument.goText
        }
        return text
    }

    private static func formatted(_ arguments: [GoValue]) throws -> String {
        guard case .string(let format)? = arguments.first else {
            throw GoFunctionError("printf needs a format string")
        }
        return GoPrintf.format(format, Array(arguments.dropFirst()))
    }

    private static func htmlEscaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{0}": output += "\u{FFFD}"
            case "\"": output += "&#34;"
            case "'": output += "&#39;"
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    private static func scriptEscaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": output += "\\\\"
            case "'": output += "\\'"
            case "\"": output += "\\\""
            case "<", ">", "&", "=", "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}

extension GoValue {
    fileprivate var isString: Bool {
        if case .string = self { true } else { false }
    }
}

extension String {
    /// Go's query escaping: letters, digits and `-_.~` stay, a blank becomes `+`.
    package var goQueryEscaped: String {
        var output = ""
        for byte in utf8 {
            switch Unicode.Scalar(byte) {
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "~": output.unicodeScalars.append(Unicode.Scalar(byte))
            case " ": output += "+"
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                output += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return output
    }
}
