import Testing

@testable import HostOS

@Suite struct HostFilesEndTests {
    @Test(arguments: [(0, ""), (3, "789"), (10, "0123456789"), (99, "0123456789")])
    func `the end of a file is read, or all of a shorter one`(count: Int, end: String) async throws {
        try await withTemporaryDirectory { folder in
            let path = HostPath.join(folder, "file")
            try HostFiles.write("0123456789", to: path)
            #expect(try HostFiles.readEnd(path, count: count) == Array(end.utf8))
        }
    }

    @Test func `a file that is not there is an error, and a file that is longer than one read is whole`() async throws {
        try await withTemporaryDirectory { folder in
            let path = HostPath.join(folder, "file")
            #expect(throws: HostError.self) { try HostFiles.readEnd(path, count: 1) }
            let bytes = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 >> 4) }
            try HostFiles.write(bytes, to: path)
            #expect(try HostFiles.readEnd(path, count: 5 << 20) == bytes)
            #expect(try HostFiles.readEnd(path, count: 2 << 20) == Array(bytes.suffix(2 << 20)))
        }
    }

    @Test func `the processor time of a process grows with its work, and what is no process has none`() throws {
        let before = try #require(ProcessTable.processorTime(of: ProcessTable.ownID))
        var sum: UInt64 = 0
        var after = before
        // At least one tick of the kernel's clock.
        while after == before {
            for number in 0..<1_000_000 as Range<UInt64> { sum &+= number }
            after = try #require(ProcessTable.processorTime(of: ProcessTable.ownID))
        }
        #expect(after > before)
        #expect(ProcessTable.processorTime(of: .max) == nil)
    }
}
