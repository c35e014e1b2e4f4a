internal import Cryptography

/// Answers a server's challenge: AUTHENTICATE_MESSAGE of NTLM version 2 (MS-NLMP, sections 2.2.1.3 and 3.1.5.1.2).
package struct NTLMLogin: Sendable {
    /// Without the domain.
    package var user: String
    /// Empty for a local user.
    package var domain: String
    /// Never sent; only what is computed from it.
    package var password: String
    /// Eight random bytes.
    package var clientChallenge: [UInt8]
    /// 16 random bytes.
    package var exportedKey: [UInt8]
    /// In steps of 100 ns after 1601; used where the server does not tell the time.
    package var time: UInt64

    package init(
        user: String, domain: String, password: String, clientChallenge: [UInt8], exportedKey: [UInt8], time: UInt64
    ) {
        self.user = user
        self.domain = domain
        self.password = password
        self.clientChallenge = clientChallenge
        self.exportedKey = exportedKey
        self.time = time
    }

    /// The message, and what protects the messages after it.
    ///
    /// - Returns: `nil` if the server wants less protection than there has to be.
    package func answer(_ challenge: NTLMChallenge) throws -> (message: [UInt8], session: NTLMSession)? {
        guard challenge.flags.isSuperset(of: NTLMFlags.required) else { return nil }
        let serverTime = challenge.targetInfo.first { $0.id == NTLMPair.timestamp }?.value
        let key = try NTLMKeys.passwordKey(user: user, domain: domain, password: password)
        let blob = blob(challenge, serverTime)
        let proof = try NTLMKeys.proof(passwordKey: key, challenge: challenge.challenge, blob: blob)
        var cipher = RC4(key: try NTLMKeys.baseKey(passwordKey: key, proof: proof))
        let flags = challenge.flags.intersection(.wanted)
        // A server that tells the time expects no answer of LAN Manager and a code over all three messages.
        let old =
            serverTime == nil
            ? try NTLMKeys.proof(passwordKey: key, challenge: challenge.challenge, blob: clientChallenge)
                + clientChallenge : [UInt8](repeating: 0, count: 24)
        var message = Self.message(
            flags,
            [old, proof + blob, NTLMKeys.utf16(domain), NTLMKeys.utf16(user), [], cipher.apply(exportedKey)])
        if serverTime != nil {
            let code = try HMAC.code(
                for: NTLMMessage.negotiation + challenge.bytesAsReceived + message, key: exportedKey, .md5)
            message.replaceSubrange(Self.codeOffset..<(Self.codeOffset + 16), with: code)
        }
        return (message, try NTLMSession(exportedKey: exportedKey, side: .clientToServer))
    }

    /// What the proof covers: NTLMv2_CLIENT_CHALLENGE.
    private func blob(_ challenge: NTLMChallenge, _ serverTime: [UInt8]?) -> [UInt8] {
        var pairs = challenge.targetInfo
        if serverTime != nil {
            pairs.removeAll { $0.id == NTLMPair.flags }
            // 2: the message has a code.
            pairs.append(NTLMPair(id: NTLMPair.flags, value: littleEndian(2)))
        }
        let stamp = serverTime ?? (0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(8 * $0)) }
        return [1, 1, 0, 0, 0, 0, 0, 0] + stamp + clientChallenge + [0, 0, 0, 0] + NTLMPair.bytes(pairs)
            + [0, 0, 0, 0]
    }

    /// Where the code over the three messages lies.
    package static let codeOffset = 72
    private static let headSize = 88

    /// - Parameter fields: the six fields in the order of their references.
    private static func message(_ flags: NTLMFlags, _ fields: [[UInt8]]) -> [UInt8] {
        var offset = headSize
        var references: [UInt8] = []
        for field in fields {
            references += NTLMMessage.reference(count: field.count, offset: offset)
            offset += field.count
        }
        return NTLMMessage.head(3) + references + littleEndian(flags.rawValue) + NTLMMessage.version
            + [UInt8](repeating: 0, count: 16) + fields.flatMap { $0 }
    }
}
