/// Parts of the addresses of stores' APIs.
enum StoreAddress {
    /// The path with everything escaped that has a meaning in URLs, slashes apart (RFC 3986, 3.3).
    static func escaped(path: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = path.utf8.flatMap { byte -> [UInt8] in
            plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The base without slashes at its end.
    static func trimmed(_ base: String) -> String {
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        return base
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
