/// A message that NTLM protects, as HTTP carries it (MS-WSMV, section 2.2.9.1).
package enum EncryptedMessage {
    package static let contentType =
        "multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\";boundary=\"Encrypted Boundary\""
    private static let boundary = Array("--Encrypted Boundary".utf8)
    private static let lengthKey = Array(";Length=".utf8)
    private static let dataType = Array("application/octet-stream\r\n".utf8)

    /// Puts a protected message together.
    package static func bytes(signature: [UInt8], sealed: [UInt8]) -> [UInt8] {
        let head = """
            --Encrypted Boundary\r
            \tContent-Type: application/HTTP-SPNEGO-session-encrypted\r
            \tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=\(sealed.count)\r
            --Encrypted Boundary\r
            \tContent-Type: application/octet-stream\r

            """
        return Array(head.utf8) + littleEndian(UInt32(signature.count)) + signature + sealed
            + Array("--Encrypted Boundary--\r\n".utf8)
    }

    /// Takes a protected message apart; `nil` if it is none, or has several parts.
    package static func parts(_ bytes: [UInt8]) -> (signature: [UInt8], sealed: [UInt8])? {
        guard let key = find(lengthKey, in: bytes[...]) else { return nil }
        let digits = bytes[key.upperBound...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let length = Int(String(decoding: digits.prefix(10), as: UTF8.self)),
            let type = find(dataType, in: bytes[digits.endIndex...]), type.upperBound + 20 <= bytes.count,
            NTLMMessage.number(bytes, type.upperBound) == UInt32(NTLMSession.signatureSize)
        else { return nil }
        let start = type.upperBound + 4 + NTLMSession.signatureSize
        guard length <= bytes.count - start, bytes[(start + length)...].starts(with: boundary) else { return nil }
        return (Array(bytes[(type.upperBound + 4)..<start]), Array(bytes[start..<(start + length)]))
    }

    /// Looks in the first bytes only: heads are short.
    private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        let last = min(bytes.endIndex - pattern.count, bytes.startIndex + 1024)
        guard bytes.startIndex <= last else { return nil }
        for start in bytes.startIndex...last where bytes[start...].starts(with: pattern) {
            return start..<(start + pattern.count)
        }
        return nil
    }
}
