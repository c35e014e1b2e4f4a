/// One flag of a command, in Go's grammar: `-name`, `-name=value`, `-name value`, with one or two dashes.
struct Flag: Sendable {
    enum Kind: Sendable {
        /// Present or `=true`, absent or `=false`.
        case bool(default: Bool)
        case string(default: String)
        case integer(default: Int)
        /// May be given several times; all values count, in order.
        case list
        /// One of a few words; the first is not special.
        case choice([String], default: String)
    }

    var name: String
    var kind: Kind
    /// What stands for the value in help: `-var 'key=value'`.
    var placeholder: String
    var help: String

    init(_ name: String, _ kind: Kind, placeholder: String = "", _ help: String) {
        self.name = name
        self.kind = kind
        self.placeholder = placeholder
        self.help = help
    }

    var isBool: Bool {
        if case .bool = kind { true } else { false }
    }

    /// The flag as help shows it.
    var usage: String {
        placeholder.isEmpty ? "-\(name)" : "-\(name)=\(placeholder)"
    }
}

/// A command line that does not fit the grammar; the command's usage follows on the screen.
struct UsageError: Error {
    var message: String
}
