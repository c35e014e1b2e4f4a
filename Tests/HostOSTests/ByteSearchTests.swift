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
}
