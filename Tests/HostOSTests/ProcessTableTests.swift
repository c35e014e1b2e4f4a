import HostOS
import Testing

@Suite struct ProcessTableTests {
    @Test func aProcessIsKnownByItsStart() throws {
        let start = try #require(ProcessTable.startTime(of: ProcessTable.ownID))
        #expect(ProcessTable.isAlive(ProcessTable.ownID, startTime: start))
        #expect(!ProcessTable.isAlive(ProcessTable.ownID, startTime: start + 1))
    }
}
