import Cryptography
import Testing

@Suite struct DigestTests {
    @Test(
        "hashes of \"abc\" are those of RFC 1321 and FIPS 180-4",
        arguments: [
            (DigestAlgorithm.md5, "900150983cd24fb0d6963f7d28e17f72"),
            (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func knownAnswers(algorithm: DigestAlgorithm, expected: String) throws {
        #expect(try Digest.hex(of: "abc".utf8, algorithm) == expected)
    }

    @Test("feeding in pieces gives the hash of the whole", arguments: DigestAlgorithm.allCases)
    func pieces(algorithm: DigestAlgorithm) throws {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var digest = try Digest(algorithm)
        for start in stride(from: 0, to: bytes.count, by: 333) {
            digest.update(bytes[start..<min(start + 333, bytes.count)])
        }
        let pieced = digest.finalize()
        #expect(pieced == (try Digest.hash(bytes, algorithm)))
        #expect(pieced.count == algorithm.byteCount)
    }
}
