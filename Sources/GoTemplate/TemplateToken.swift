/// A word of a template: text between actions, or part of an action.
struct TemplateToken: Sendable {
    enum Kind: Hashable, Sendable {
        case text(String)
        case open
        case close
        case identifier(String)
        case variable(String)
        /// `.Name`
        case field(String)
        case dot
        case literal(GoValue)
        /// One of `( ) | , = :=`.
        case symbol(String)
        case end
    }

    var kind: Kind
    var place: TemplatePlace
    /// Whether white space stands before it: `$x.A` is one operand, `$x .A` are two.
    var followsSpace = false
}
