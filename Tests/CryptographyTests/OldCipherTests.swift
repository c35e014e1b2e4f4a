import Cryptography
import Testing

@Suite struct OldCipherTests {
    /// RFC 1320, appendix A.5.
    @Test(
        arguments: [
            ("", "31d6cfe0d16ae931b73c59d7e0c089c0"), ("abc", "a448017aaf21d8525fc10ae87aa6729d"),
            ("message digest", "d9130a8164549fe818874806e1c7014b"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "e33b4ddc9c38f2199c3e7b164fcc0536"
            ),
        ])
    func `MD4 gives the hashes of its standard`(text: String, hash: String) {
        #expect(Hexadecimal.text(MD4.hash(Array(text.utf8))) == hash)
    }

    @Test func `MD4 pads messages of every length`() {
        let hashes = (0..<200).map { Hexadecimal.text(MD4.hash([UInt8](repeating: 7, count: $0))) }
        #expect(Set(hashes).count == 200)
    }

    /// RFC 6229, section 2: the first and the second sixteen bytes of the stream.
    @Test func `RC4 gives the stream of its test vectors`() {
        var cipher = RC4(key: [1, 2, 3, 4, 5])
        #expect(
            Hexadecimal.text(cipher.apply([UInt8](repeating: 0, count: 16))) == "b2396305f03dc027ccc3524a0a1118a8")
        #expect(
            Hexadecimal.text(cipher.apply([UInt8](repeating: 0, count: 16))) == "6982944f18fc82d589c403a47a0d0919")
    }

    @Test func `a running digest is that of all pieces`() throws {
        let digest = try RunningDigest(.sha256)
        digest.add(Array("ab".utf8))
        digest.add(Array("c".utf8))
        #expect(try digest.finish() == Digest.hash(Array("abc".utf8), .sha256))
        #expect(digest.finish().isEmpty)
    }
}
