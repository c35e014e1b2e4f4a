import Testing

@testable import Cryptography

@Suite struct EncodingTests {
    @Test func `authenticates as RFC 4231 says`() throws {
        let code = try HMAC.code(for: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8), .sha256)
        #expect(Hexadecimal.text(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("é?>", "w6k/Pg=="),
    ])
    func `writes and reads base64`(text: String, encoded: String) {
        #expect(Base64.text(Array(text.utf8)) == encoded)
        #expect(Base64.bytes(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Z===", "Zg==Zg==", "Z!==", "===="])
    func `refuses what is no base64`(text: String) {
        #expect(Base64.bytes(text) == nil)
    }

    @Test(arguments: [("00ff10", [0, 255, 16]), ("AB", [171])] as [(String, [UInt8])])
    func `reads hexadecimal digits`(text: String, bytes: [UInt8]) {
        #expect(Hexadecimal.bytes(text) == bytes)
        #expect(Hexadecimal.text(bytes) == text.lowercased())
    }

    @Test func `makes identifiers of the right version`() throws {
        #expect(
            try UUIDText.named("www.example.com", namespace: UUIDText.namespaces["dns"] ?? "")
                == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
        #expect(try UUIDText.named("x", namespace: "nonsense") == nil)
        #expect(UUIDText.random([UInt8](repeating: 255, count: 16)) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(UUIDText.timeOrdered(milliseconds: 1, random: []).hasPrefix("00000000-0001-7"))
    }
}
