/// One flag of a command.
package struct Flag: Hashable, Sendable {
    /// What a flag takes.
    package enum Kind: Hashable, Sendable {
        case boolean
        case text
        case integer
        /// One of these words.
        case choice([String])
        /// Given several times, every value counts.
        case repeated
        /// A comma-separated list; given several times, the values add up.
        case list
    }

    /// Without dashes.
    package var name: String
    /// What it takes.
    package var kind: Kind
    /// What it is where it is not given; `nil` for nothing.
    package var defaultText: String?
    /// What help calls the value.
    package var placeholder: String
    /// A sentence for help.
    package var summary: String
    /// Whether help leaves it out.
    package var isHidden: Bool

    package init(
        _ name: String, _ kind: Kind, default defaultText: String? = nil, placeholder: String = "value",
        hidden: Bool = false, _ summary: String
    ) {
        self.name = name
        self.kind = kind
        self.defaultText = defaultText
        self.placeholder = placeholder
        self.summary = summary
        isHidden = hidden
    }

    /// How help shows it: `-color=false`, `-var 'key=value'`.
    var usage: String {
        switch kind {
        case .boolean: defaultText == "true" ? "-\(name)=false" : "-\(name)"
        case .choice(let words): "-\(name)=[\(words.joined(separator: "|"))]"
        case .repeated: "-\(name) \(placeholder)"
        case .text, .integer, .list: "-\(name)=\(placeholder)"
        }
    }
}
