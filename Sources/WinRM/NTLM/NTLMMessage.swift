/// The parts that all three messages of an NTLM login have (MS-NLMP, section 2.2.1).
package enum NTLMMessage {
    /// Windows 10's number and the revision of the protocol; only shown in logs.
    static let version: [UInt8] = [10, 0, 0x63, 0x45, 0, 0, 0, 15]

    /// Signature and type, with which a message begins.
    package static func head(_ type: UInt32) -> [UInt8] { Array("NTLMSSP\0".utf8) + littleEndian(type) }

    /// The first message: what the client can do.
    package static let negotiation: [UInt8] =
        head(1) + littleEndian(NTLMFlags.wanted.rawValue) + reference(count: 0, offset: 40)
        + reference(count: 0, offset: 40) + version

    /// The number at a place that the message is long enough for.
    package static func number(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }

    /// Where a field lies in a message: its length twice, then its offset.
    static func reference(count: Int, offset: Int) -> [UInt8] {
        let count = UInt32(truncatingIfNeeded: count)
        return littleEndian(count & 0xFFFF | count << 16) + littleEndian(UInt32(truncatingIfNeeded: offset))
    }

    /// The field whose reference stands at a place; `nil` if it would lie outside of the message.
    package static func field(_ bytes: [UInt8], _ offset: Int) -> [UInt8]? {
        guard offset + 8 <= bytes.count else { return nil }
        let count = Int(number(bytes, offset) & 0xFFFF)
        let start = Int(number(bytes, offset + 4))
        guard start + count <= bytes.count else { return nil }
        return Array(bytes[start..<(start + count)])
    }
}
