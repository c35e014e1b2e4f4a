import HostOS
import Testing

struct ByteSearchTests {
    @Test(
        arguments: [
            ([1, 2], 0, 2), ([1, 2], 3, 6), ([2], 7, 7), ([0, 1], 0, 1), ([9], 0, nil), ([1, 2], 7, nil), ([], 0, nil),
            ([0, 0], 0, 0), ([1, 2], 100, nil),
        ] as [([UInt8], Int, Int?)])
    func `bytes are found from a place on`(wanted: [UInt8], start: Int, expected: Int?) {
        #expect(ByteSearch.first(wanted, in: [0, 0, 1, 2, 3, 0, 1, 2], from: start) == expected)
    }

    @Test(arguments: [0, 1, 2, 7, 63, 64, 65, 1000])
    func `zeros are told from what has one other byte anywhere`(count: Int) {
        var bytes = [UInt8](repeating: 0, count: count)
        #expect(bytes.withUnsafeBytes(ByteSearch.isZero))
        for place in bytes.indices {
            bytes[place] = 1
            #expect(!bytes.withUnsafeBytes(ByteSearch.isZero))
            bytes[place] = 0
        }
        bytes = [UInt8](repeating: 1, count: count)
        #expect(bytes.withUnsafeBytes(ByteSearch.isZero) == (count == 0))
    }
}
