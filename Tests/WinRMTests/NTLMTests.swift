import Cryptography
import Testing

@testable import WinRM

/// The examples are those of MS-NLMP, section 4.2.4: user "User" of "Domain" with the password "Password".
@Suite struct NTLMTests {
    private let challenge: [UInt8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]
    private let clientChallenge = [UInt8](repeating: 0xAA, count: 8)
    private let exportedKey = [UInt8](repeating: 0x55, count: 16)
    private let target = [
        NTLMPair(id: 2, value: NTLMKeys.utf16("Domain")), NTLMPair(id: 1, value: NTLMKeys.utf16("Server")),
    ]

    private func login(_ password: String = "Password") -> NTLMLogin {
        NTLMLogin(
            user: "User", domain: "Domain", password: password, clientChallenge: clientChallenge,
            exportedKey: exportedKey, time: 0)
    }

    @Test func `the password's key is that of the specification`() throws {
        let key = try NTLMKeys.passwordKey(user: "User", domain: "Domain", password: "Password")
        #expect(Hexadecimal.text(key) == "0c868a403bfd7a93a3001ef22ef02e3f")
    }

    @Test func `the answer to a challenge has the proof and the key of the specification`() throws {
        let challenge = NTLMChallenge(flags: .wanted, challenge: challenge, targetInfo: target)
        let answer = try #require(try login().answer(challenge))
        let response = try #require(NTLMMessage.field(answer.message, 20))
        #expect(Hexadecimal.text(response.prefix(16)) == "68cd0ab851e51c96aabc927bebef6a1c")
        let old = try #require(NTLMMessage.field(answer.message, 12))
        #expect(Hexadecimal.text(old) == "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa")
        let key = try #require(NTLMMessage.field(answer.message, 52))
        #expect(Hexadecimal.text(key) == "c5dad2544fc9799094ce1ce90bc9d03e")
        #expect(NTLMMessage.field(answer.message, 28) == NTLMKeys.utf16("Domain"))
        #expect(NTLMMessage.field(answer.message, 36) == NTLMKeys.utf16("User"))
    }

    @Test func `messages are sealed as in the specification`() throws {
        var session = try NTLMSession(exportedKey: exportedKey, side: .clientToServer)
        let (signature, sealed) = try session.seal(NTLMKeys.utf16("Plaintext"))
        #expect(Hexadecimal.text(sealed) == "54e50165bf1936dc996020c1811b0f06fb5f")
        #expect(Hexadecimal.text(signature) == "010000007fb38ec5c55d497600000000")
    }

    @Test func `both sides understand each other, message after message`() throws {
        var client = try NTLMSession(exportedKey: exportedKey, side: .clientToServer)
        var server = try NTLMSession(exportedKey: exportedKey, side: .serverToClient)
        for text in ["one", "", "three"] {
            let sent = try client.seal(Array(text.utf8))
            #expect(try server.unseal(sent.sealed, signature: sent.signature) == Array(text.utf8))
            let back = try server.seal(Array(text.utf8))
            #expect(try client.unseal(back.sealed, signature: back.signature) == Array(text.utf8))
        }
    }

    @Test func `a message that was changed or sent again is refused`() throws {
        var client = try NTLMSession(exportedKey: exportedKey, side: .clientToServer)
        var server = try NTLMSession(exportedKey: exportedKey, side: .serverToClient)
        let sent = try client.seal([1, 2, 3])
        var changed = server
        #expect(try changed.unseal([sent.sealed[0] ^ 1] + sent.sealed[1...], signature: sent.signature) == nil)
        #expect(try server.unseal(sent.sealed, signature: sent.signature) == [1, 2, 3])
        #expect(try server.unseal(sent.sealed, signature: sent.signature) == nil)
    }

    @Test func `where the server tells the time, a code covers all three messages`() throws {
        let time = NTLMPair(id: NTLMPair.timestamp, value: [1, 2, 3, 4, 5, 6, 7, 8])
        let sent = NTLMChallenge(flags: .wanted, challenge: challenge, targetInfo: target + [time]).bytes
        let received = try #require(NTLMChallenge(sent))
        #expect(received.targetInfo == target + [time])
        let message = try #require(try login().answer(received)).message
        let range = NTLMLogin.codeOffset..<(NTLMLogin.codeOffset + 16)
        var blank = message
        blank.replaceSubrange(range, with: [UInt8](repeating: 0, count: 16))
        let code = try HMAC.code(for: NTLMMessage.negotiation + sent + blank, key: exportedKey, .md5)
        #expect(Array(message[range]) == code)
        #expect(NTLMMessage.field(message, 12) == [UInt8](repeating: 0, count: 24))
        let response = try #require(NTLMMessage.field(message, 20))
        #expect(Array(response[24..<32]) == time.value)
    }

    @Test func `a server that would protect messages less is refused`() throws {
        for missing in [NTLMFlags.seal, .key128, .extendedSessionSecurity, .keyExchange] {
            let weak = NTLMChallenge(flags: .wanted.subtracting(missing), challenge: challenge, targetInfo: target)
            let answer = try login().answer(weak)
            #expect(answer?.message == nil)
        }
    }

    @Test func `damaged challenges are read or refused, never more`() {
        let whole = NTLMChallenge(flags: .wanted, challenge: challenge, targetInfo: target).bytes
        for count in 0..<whole.count { _ = NTLMChallenge(Array(whole.prefix(count))) }
        for index in whole.indices {
            for value: UInt8 in [0, 0x7F, 0xFF] {
                var bytes = whole
                bytes[index] = value
                _ = NTLMChallenge(bytes)
            }
        }
        #expect(NTLMChallenge(Array(whole.dropLast())) == nil)
    }
}
