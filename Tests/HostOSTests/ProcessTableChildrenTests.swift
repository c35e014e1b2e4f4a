import HostOS
import TestSupport
import Testing

/// Children that are told apart by a word of their command line.
@Suite struct ProcessTableChildrenTests {
    @Test func `only children with the text in their words are killed`() async throws {
        let word = "word-\(RandomBytes.hex(count: 8))"
        let meant = try await ChildProcess.start("/bin/sh", ["-c", "read x", word], standardInput: .pipe)
        let other = try await ChildProcess.start("/bin/sh", ["-c", "read x", "other"], standardInput: .pipe)
        try await withChildProcess(meant) { meant in
            try await withChildProcess(other) { other in
                ProcessTable.killChildren(naming: word)
                let exit = try await meant.wait()
                #expect(exit == .signal(9))
                #expect(ProcessTable.startTime(of: other.id) != nil)
                await other.terminate(.immediate)
            }
        }
    }

    @Test func `a link tells where it leads, also nowhere`() throws {
        let folder = try makeTemporaryDirectory()
        defer { try? HostFiles.removeTree(folder) }
        try HostFiles.makeSymbolicLink(at: folder + "/link", to: "../nowhere at all")
        #expect(try HostFiles.linkTarget(folder + "/link") == "../nowhere at all")
        #expect(throws: HostError.self) { try HostFiles.linkTarget(folder + "/none") }
    }
}
