import HCLSyntax

/// What a local value or a data source is called in expressions.
enum ValueName: Hashable {
    case local(String)
    /// By type and name.
    case data(SourceReference)

    var text: String {
        switch self {
        case .local(let name): "local.\(name)"
        case .data(let reference): "data.\(reference.text)"
        }
    }
}

extension HCLReference {
    /// The names after the root, as far as they are names: of `data.http["a"].body` these are `http`, `a` and `body`.
    var path: [String] {
        steps.prefix { step in if case .number = step { false } else { true } }.compactMap { step in
            switch step {
            case .attribute(let name), .index(let name): name
            case .number: nil
            }
        }
    }
}
