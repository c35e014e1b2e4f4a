/// Says plainly what the library says about a key exchange that failed.
enum KeyExchangeWords {
    /// `kex error : no match for method METHOD: server [LIST], client [LIST]` becomes a sentence that names the kind
    /// of algorithm and both lists; other words stay as they are.
    static func plain(_ text: String) -> String {
        guard let start = text.firstRange(of: "no match for method ") else { return text }
        let rest = text[start.upperBound...]
        guard let colon = rest.firstRange(of: ": server ["), let offered = list(rest[colon.upperBound...]),
            let client = rest.firstRange(of: "client ["), let ours = list(rest[client.upperBound...])
        else { return text }
        let kind = kinds.first { rest[..<colon.lowerBound].hasPrefix($0.method) }?.name ?? "algorithm"
        return "no \(kind) in common: the server offers \(offered); we offer \(ours)"
    }

    private static func list(_ text: Substring) -> String? {
        text.firstIndex(of: "]").map { text[..<$0].split(separator: ",").joined(separator: ", ") }
    }

    /// The library's names for what is agreed on.
    private static let kinds: [(method: String, name: String)] = [
        ("kex algos", "key exchange method"), ("server host key algo", "kind of host key"),
        ("encryption", "cipher"), ("mac algo", "message authentication"), ("compression", "compression"),
    ]
}
