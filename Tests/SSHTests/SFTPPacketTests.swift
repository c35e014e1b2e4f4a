import Testing

@testable import SSH

@Suite struct SFTPPacketTests {
    @Test func `a packet carries its length, also of content that follows it`() {
        var packet = SFTPWriter(.write)
        packet.add(UInt32(7))
        packet.add("ab")
        #expect(packet.finished() == [0, 0, 0, 11, 6, 0, 0, 0, 7, 0, 0, 0, 2, 97, 98])
        #expect(packet.finished(following: 256).prefix(4) == [0, 0, 1, 11])
    }

    @Test func `attributes are read whatever else is among them`() throws {
        // Size, owner, mode, times, and one extension.
        let flags: [UInt8] = [0x80, 0, 0, 0x0f]
        let size: [UInt8] = [0, 0, 0, 0, 0, 0, 1, 0]
        let words: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0x41, 0xed, 0, 0, 0, 3, 0, 0, 0, 4]
        let extra: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 1, 97, 0, 0, 0, 1, 98]
        var reader = SFTPReader((flags + size + words + extra)[...])
        let attributes = try reader.attributes()
        var expected = SFTPAttributes(size: 256, mode: 0o040755)
        expected.owner = .init(user: 1, group: 2)
        expected.times = .init(access: 3, modification: 4)
        #expect(attributes == expected)
        #expect(attributes.isDirectory && attributes.permissions == 0o755)
        #expect(reader.isAtEnd)
    }

    @Test(
        arguments: [
            [101], [101, 0, 0], [103, 255, 255, 255, 255, 1], [103, 0, 0, 0, 2, 1], [104, 0, 0, 0, 9],
            [105, 0x80, 0, 0, 0, 255, 255, 255, 255], [77, 0, 0, 0, 0],
        ] as [[UInt8]])
    func `an answer that is cut off or lies about its length is refused`(bytes: [UInt8]) {
        var reader = SFTPReader(bytes.dropFirst())
        #expect(throws: SSHError.self) { try SFTPAnswer(type: bytes[0], &reader) }
    }
}
