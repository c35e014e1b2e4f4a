/// Parts of the addresses of stores' APIs.
enum StoreAddress {
    /// The base without slashes at its end.
    static func trimmed(_ base: String) -> String {
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        return base
    }

    /// The host as the header `Host` carries it, and the path behind it, which may be empty.
    static func split(_ address: String) -> (host: String, path: String) {
        let rest = address.split(separator: "://", maxSplits: 1).last ?? ""
        let host = rest.prefix { $0 != "/" }
        return (String(host), String(rest[host.endIndex...]))
    }
}

/// What environment variables say, an empty one counting as none.
struct StoreEnvironment: Sendable {
    let variables: [String: String]

    subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether a switch is on, in the words that Go's flags take.
    func isOn(_ name: String) -> Bool {
        ["1", "t", "T", "true", "TRUE", "True"].contains(self[name] ?? "")
    }
}
