import HostOS

/// UUIDs for runs and names.
enum RunIdentifier {
    /// A random UUID (RFC 9562, version 4) in lower case.
    static func make() -> String {
        var bytes = RandomBytes.bytes(count: 16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = bytes.map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0\(text)" : text
        }
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
        return groups.map { hex[$0].joined() }.joined(separator: "-")
    }
}
