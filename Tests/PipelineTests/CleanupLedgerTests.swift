import ComponentAPI
import HostOS
import Testing

@testable import Pipeline

@Suite struct CleanupLedgerTests {
    @Test func aLedgerOfADeadRunIsFinishedAndALiveOneLeftAlone() async throws {
        try await withTemporaryDirectory(prefix: "ledger") { folder in
            let left = HostPath.join(folder, "left behind")
            try HostFiles.write("x", to: left)
            let ledger = try FileCleanupLedger(cacheDirectory: folder, runUUID: "u")
            try ledger.record(.path(left))
            #expect(try await CleanupLedgerReader.finish(cacheDirectory: folder).isEmpty)
            #expect(HostFiles.exists(left))
            let dead = HostPath.join(folder, "runs/dead.ledger")
            try HostFiles.write("= process 999999 1\n+ path \(left)\n+ pat", to: dead)
            #expect(try await CleanupLedgerReader.finish(cacheDirectory: folder).count == 1)
            #expect(!HostFiles.exists(left) && !HostFiles.exists(dead))
        }
    }

    @Test func aLedgerWithoutOpenEntriesIsRemovedWhenItIsClosed() async throws {
        try await withTemporaryDirectory(prefix: "ledger") { folder in
            let ledger = try FileCleanupLedger(cacheDirectory: folder, runUUID: "u")
            try ledger.record(.path("/a"))
            try ledger.close()
            #expect(HostFiles.exists(ledger.path))
            try ledger.settle(.path("/a"))
            try ledger.close()
            #expect(!HostFiles.exists(ledger.path))
        }
    }

    @Test(arguments: [
        "= process 12 34", "+ process 12 34", "- path /a b%0Ac%25", "+ path /x",
    ])
    func aLineIsReadAsItWasWritten(text: String) {
        #expect(LedgerLine(text)?.text == text + "\n")
    }

    @Test(arguments: ["", "+ path relative", "+ process 1 5", "+ process x 5", "* path /a", "= path /a", "+ pat"])
    func whatIsNoLineIsPassedOver(text: String) {
        #expect(LedgerLine(text) == nil)
    }
}
