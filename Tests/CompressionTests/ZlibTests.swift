import Compression
import Testing

@Suite struct ZlibTests {
    /// What Python's zlib.compress made of forty times "text text text text text ".
    private static let packed: [UInt8] = [
        0x78, 0xDA, 0x2B, 0x49, 0xAD, 0x28, 0x51, 0x28, 0x19, 0x25, 0x46, 0x89, 0x51, 0x62, 0x38, 0x13, 0x00, 0x71,
        0x6F, 0x7A, 0xF8,
    ]
    private static let text = Array(String(repeating: "text ", count: 200).utf8)

    @Test(arguments: [1000, 1001, 1 << 30])
    func `data are unpacked, up to the limit`(limit: Int) {
        #expect(Zlib.decompress(Self.packed, limit: limit) == Self.text)
    }

    @Test(arguments: [0, 1, 999])
    func `more than the limit is refused`(limit: Int) {
        #expect(Zlib.decompress(Self.packed, limit: limit) == nil)
    }

    @Test func `data that end early or were changed are refused`() {
        for length in Self.packed.indices {
            #expect(Zlib.decompress(Array(Self.packed[..<length]), limit: 1000) == nil)
        }
        for index in Self.packed.indices {
            var bytes = Self.packed
            bytes[index] ^= 0x10
            let unpacked = Zlib.decompress(bytes, limit: 1000)
            // The two bits of the header that say how hard it was packed change nothing.
            #expect(unpacked == nil || unpacked == Self.text, "byte \(index)")
        }
    }
}
