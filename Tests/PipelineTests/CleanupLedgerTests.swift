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

    @Test(arguments: ["/out put", "/new line\n%20"])
    func aKilledBuildsPlaceGetsBackWhatStoodThere(name: String) async throws {
        try await withTemporaryDirectory(prefix: "ledger") { folder in
            let (place, earlier, unfinished) = (
                folder + name, folder + name + ".previous", folder + name + ".unfinished"
            )
            try HostFiles.createDirectory(earlier)
            try HostFiles.createDirectory(unfinished)
            try HostFiles.makeSymbolicLink(at: place, to: HostPath.basename(unfinished))
            let entries: [LedgerEntry] = [.place(place, earlier: earlier), .path(unfinished)]
            let text = entries.map { LedgerLine.record($0).text }.joined()
            try HostFiles.createDirectory(folder + "/runs")
            try HostFiles.write("= process 999999 1\n\(text)", to: folder + "/runs/dead.ledger")
            let reports = try await CleanupLedgerReader.finish(cacheDirectory: folder)
            #expect(reports.count == 2 && reports.allSatisfy { $0.failure == nil })
            #expect(HostFiles.kind(of: place) == .directory)
            #expect(!HostFiles.exists(earlier) && !HostFiles.exists(unfinished))
        }
    }

    @Test func aPlaceThatHoldsSomethingIsLeftAlone() async throws {
        try await withTemporaryDirectory(prefix: "ledger") { folder in
            let (place, earlier) = (folder + "/output", folder + "/earlier")
            try HostFiles.createDirectory(place)
            try HostFiles.createDirectory(earlier)
            try HostFiles.createDirectory(folder + "/runs")
            let line = LedgerLine.record(.place(place, earlier: earlier)).text
            try HostFiles.write("= process 999999 1\n\(line)", to: folder + "/runs/dead.ledger")
            _ = try await CleanupLedgerReader.finish(cacheDirectory: folder)
            #expect(HostFiles.kind(of: place) == .directory && HostFiles.exists(earlier))
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
        "+ place /out%20put%25 /.out%20put%2520.previous",
    ])
    func aLineIsReadAsItWasWritten(text: String) {
        #expect(LedgerLine(text)?.text == text + "\n")
    }

    @Test(arguments: [
        "", "+ path relative", "+ process 1 5", "+ process x 5", "* path /a", "= path /a", "+ pat", "+ place /a",
        "+ place /a b",
    ])
    func whatIsNoLineIsPassedOver(text: String) {
        #expect(LedgerLine(text) == nil)
    }
}
