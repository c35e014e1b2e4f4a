/// Universally unique identifiers in their text form (RFC 9562).
package enum UUIDText {
    /// The namespaces that the standard names.
    package static let namespaces = [
        "dns": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "url": "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
        "oid": "6ba7b812-9dad-11d1-80b4-00c04fd430c8", "x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
    ]

    /// Version 4 from sixteen random bytes.
    package static func random(_ bytes: [UInt8]) -> String {
        text(bytes, version: 4)
    }

    /// Version 5 of a name in a namespace; `nil` if the namespace is no UUID.
    package static func named(_ name: String, namespace: String) throws -> String? {
        guard let prefix = Hexadecimal.bytes(namespace.filter { $0 != "-" }), prefix.count == 16 else { return nil }
        return text(try Digest.hash(prefix + Array(name.utf8), .sha1), version: 5)
    }

    /// Version 7: sorts by time.
    package static func timeOrdered(milliseconds: UInt64, random: [UInt8]) -> String {
        let time = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * $0)) }
        return text(time + random, version: 7)
    }

    private static func text(_ bytes: [UInt8], version: UInt8) -> String {
        var bytes = Array(bytes.prefix(16))
        bytes += [UInt8](repeating: 0, count: 16 - bytes.count)
        bytes[6] = bytes[6] & 0x0F | version << 4
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Hexadecimal.text(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}
