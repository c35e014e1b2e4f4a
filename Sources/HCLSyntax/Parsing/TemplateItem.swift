/// A template as a flat list, before its directives are nested.
struct TemplateItem {
    enum Kind {
        case literal(String)
        case interpolation(HCLExpression)
        case ifDirective(HCLExpression)
        case elseDirective
        case endIf
        case forDirective(key: String?, value: String, collection: HCLExpression)
        case endFor
    }

    var kind: Kind
    var span: SourceSpan

    var literal: String? {
        if case .literal(let text) = kind { text } else { nil }
    }
}

extension [TemplateItem] {
    /// Removes the smallest indentation of all lines that are not blank, as `<<-` asks; it is measured in characters.
    mutating func removeIndentation() {
        var starts: [Int] = []
        var smallest = Int.max
        var isLineStart = true
        for (place, item) in enumerated() {
            let literal = item.literal
            if isLineStart {
                let indent = literal.map { $0.prefix(while: \.isWhitespace).count } ?? 0
                let isBlank = literal.map { $0.allSatisfy(\.isWhitespace) && $0.last?.isNewline == true } ?? false
                if !isBlank {
                    smallest = Swift.min(smallest, indent)
                    if literal != nil { starts.append(place) }
                }
            }
            isLineStart = literal.map { $0.last?.isNewline == true } ?? false
        }
        for place in starts {
            guard let literal = self[place].literal else { continue }
            self[place].kind = .literal(String(literal.dropFirst(smallest)))
        }
    }
}
