import Cryptography
import Testing

@Suite struct BcryptTests {
    // Vectors of the OpenBSD and Openwall implementations: password, cost, salt as bytes, hash.
    @Test("gives the hashes that other implementations give")
    func vectors() {
        let zeros = [UInt8](repeating: 0, count: 16)
        let hash = Bcrypt.hash("", cost: 4, salt: zeros)
        #expect(hash?.hasPrefix("$2a$04$......................") == true)
        #expect(hash?.utf8.count == 60)
        #expect(
            Bcrypt.hash("U*U", cost: 5, salt: Self.salt)
                == "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
    }

    // "CCCCCCCCCCCCCCCCCCCCC." in bcrypt's alphabet: 21 times the value 4 and one 0.
    private static let salt: [UInt8] = [
        0x10, 0x41, 0x04, 0x10, 0x41, 0x04, 0x10, 0x41, 0x04, 0x10, 0x41, 0x04, 0x10, 0x41, 0x04, 0x10,
    ]

    @Test("refuses what it would hash wrongly")
    func limits() {
        #expect(Bcrypt.hash(String(repeating: "x", count: 73), cost: 4, salt: Self.salt) == nil)
        #expect(Bcrypt.hash("a\u{0}b", cost: 4, salt: Self.salt) == nil)
        #expect(Bcrypt.hash("a", cost: 3, salt: Self.salt) == nil)
        #expect(Bcrypt.hash("a", cost: 4, salt: [1]) == nil)
    }
}
