/// What a server asks in an NTLM login: CHALLENGE_MESSAGE (MS-NLMP, section 2.2.1.2).
package struct NTLMChallenge: Sendable {
    /// What the server agrees to.
    package var flags: NTLMFlags
    /// Eight bytes.
    package var challenge: [UInt8]
    /// What the server tells of itself, as a list of pairs.
    package var targetInfo: [NTLMPair]
    /// The message itself, over which the answer may have to prove something.
    package private(set) var bytesAsReceived: [UInt8] = []

    package init(flags: NTLMFlags, challenge: [UInt8], targetInfo: [NTLMPair]) {
        self.flags = flags
        self.challenge = challenge
        self.targetInfo = targetInfo
    }

    /// Reads the message; `nil` if it is none.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 48, bytes.starts(with: NTLMMessage.head(2)) else { return nil }
        bytesAsReceived = bytes
        flags = NTLMFlags(rawValue: NTLMMessage.number(bytes, 20))
        challenge = Array(bytes[24..<32])
        guard flags.contains(.targetInfo) else {
            targetInfo = []
            return
        }
        guard let field = NTLMMessage.field(bytes, 40), let pairs = NTLMPair.list(field) else { return nil }
        targetInfo = pairs
    }

    /// The message, as a server sends it.
    package var bytes: [UInt8] {
        let info = NTLMPair.bytes(targetInfo)
        return NTLMMessage.head(2) + NTLMMessage.reference(count: 0, offset: 56) + littleEndian(flags.rawValue)
            + challenge + [UInt8](repeating: 0, count: 8)
            + NTLMMessage.reference(count: info.count, offset: 56) + NTLMMessage.version + info
    }
}

/// One fact in a challenge (AV_PAIR, MS-NLMP, section 2.2.2.1).
package struct NTLMPair: Sendable, Equatable {
    static let end: UInt16 = 0
    /// Whether the answer has to prove its own integrity (MsvAvFlags).
    package static let flags: UInt16 = 6
    /// The server's clock (MsvAvTimestamp).
    package static let timestamp: UInt16 = 7

    /// What the fact is about (AvId).
    package var id: UInt16
    /// Its bytes; texts are UTF-16, least byte first.
    package var value: [UInt8]

    package init(id: UInt16, value: [UInt8]) {
        self.id = id
        self.value = value
    }

    /// Reads a list up to its end; `nil` if it has none.
    package static func list(_ bytes: [UInt8]) -> [NTLMPair]? {
        var pairs: [NTLMPair] = []
        var position = 0
        while position + 4 <= bytes.count {
            let id = UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8
            let count = Int(bytes[position + 2]) | Int(bytes[position + 3]) << 8
            if id == end { return pairs }
            guard position + 4 + count <= bytes.count else { return nil }
            pairs.append(NTLMPair(id: id, value: Array(bytes[(position + 4)..<(position + 4 + count)])))
            position += 4 + count
        }
        return nil
    }

    /// A list with its end.
    package static func bytes(_ pairs: [NTLMPair]) -> [UInt8] {
        (pairs + [NTLMPair(id: end, value: [])]).flatMap { pair in
            [
                UInt8(truncatingIfNeeded: pair.id), UInt8(truncatingIfNeeded: pair.id >> 8),
                UInt8(truncatingIfNeeded: pair.value.count), UInt8(truncatingIfNeeded: pair.value.count >> 8),
            ] + pair.value
        }
    }
}
