/// A package's name for every tool: type, namespace, name, version and qualifiers in one line (ECMA-427).
package struct PackageURL: Hashable, Sendable {
    /// Such as `deb` or `npm`.
    package var type: String
    /// Such as the distribution; `nil` where the type has none.
    package var namespace: String?
    /// Not encoded yet, as all parts.
    package var name: String
    /// `nil` for any.
    package var version: String?
    /// Those without a value are left out.
    package var qualifiers: [String: String]

    package init(
        type: String, namespace: String? = nil, name: String, version: String? = nil,
        qualifiers: [String: String?] = [:]
    ) {
        self.type = type
        self.namespace = namespace
        self.name = name
        self.version = version
        self.qualifiers = qualifiers.compactMapValues { $0 }.filter { !$0.value.isEmpty }
    }

    /// The canonical form: qualifiers sorted by name.
    package var text: String {
        var text = "pkg:\(type)/"
        if let namespace, !namespace.isEmpty {
            text += namespace.split(separator: "/").map { Self.encoded($0) }.joined(separator: "/") + "/"
        }
        text += Self.encoded(name)
        if let version, !version.isEmpty { text += "@" + Self.encoded(version) }
        let pairs = qualifiers.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.encoded($0.value))" }
        return pairs.isEmpty ? text : text + "?" + pairs.joined(separator: "&")
    }

    /// Everything but letters, digits and `.-_~:` as `%XX`.
    private static func encoded(_ text: some StringProtocol) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: ".-_~:".utf8.contains(byte)
        }
    }
}
