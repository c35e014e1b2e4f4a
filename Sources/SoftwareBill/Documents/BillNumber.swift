/// The namespace of the numbers that documents get of their content.
enum BillNumber {
    /// A random number, drawn once.
    static let namespace = "5c2f9a1e-7d0b-4c35-9a64-1f8e2b7d6c43"
}

/// Addresses that a package gives for its home.
enum WebAddress {
    /// Whether a text is an address of the web without what an address cannot hold (RFC 3986, 2).
    ///
    /// Its host has a dot, as hosts that everybody reaches have; SPDX's own validator refuses others.
    static func isAddress(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.dropFirst(scheme.count)
        return rest.first.map { $0.isLetter || $0.isNumber } == true
            && rest.prefix { !"/?#".contains($0) }.contains(".")
            && rest.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"<>\\^`{|}[]".utf8.contains($0) }
            && isPercentEncoded(rest)
    }

    /// Whether each percent sign begins two hexadecimal digits.
    private static func isPercentEncoded(_ text: Substring) -> Bool {
        let parts = text.split(separator: "%", omittingEmptySubsequences: false).dropFirst()
        return parts.allSatisfy { $0.count >= 2 && $0.prefix(2).allSatisfy(\.isHexDigit) }
    }
}
