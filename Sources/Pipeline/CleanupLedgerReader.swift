import ComponentAPI
import HostOS

/// Finishes what runs that were killed left behind.
package enum CleanupLedgerReader {
    /// What was done for one thing of a ledger.
    package struct Report: Hashable, Sendable {
        package var entry: LedgerEntry
        /// `nil` if it is gone.
        package var failure: String?
    }

    /// Ends the recorded processes and removes the recorded paths of all runs whose own process is gone.
    ///
    /// A process is ended only if it started at the recorded time; a ledger whose entries are all done is removed.
    package static func finish(cacheDirectory: String) async throws -> [Report] {
        let folder = HostPath.join(cacheDirectory, "runs")
        guard HostFiles.exists(folder) else { return [] }
        var reports: [Report] = []
        for name in try HostFiles.list(folder) where name.hasSuffix(".ledger") {
            let path = HostPath.join(folder, name)
            let lines = try HostFiles.readText(path, limit: 16 << 20).split(separator: "\n").compactMap(LedgerLine.init)
            guard !belongsToRunningProcess(lines) else { continue }
            let mine = openEntries(lines).map(finish)
            if mine.allSatisfy({ $0.failure == nil }) { try HostFiles.remove(path) }
            reports += mine
        }
        return reports
    }

    private static func belongsToRunningProcess(_ lines: [LedgerLine]) -> Bool {
        lines.contains { line in
            guard case .owner(let id, let startTime) = line else { return false }
            return ProcessTable.isAlive(id, startTime: startTime)
        }
    }

    /// Processes first, because they use the paths; of each kind the latest first.
    static func openEntries(_ lines: [LedgerLine]) -> [LedgerEntry] {
        var open: [LedgerEntry] = []
        for line in lines {
            switch line {
            case .record(let entry): open.append(entry)
            case .settle(let entry): open.removeAll { $0 == entry }
            case .owner: continue
            }
        }
        let latestFirst = Array(open.reversed())
        return latestFirst.filter(\.isProcess) + latestFirst.filter { !$0.isProcess }
    }

    private static func finish(_ entry: LedgerEntry) -> Report {
        switch entry {
        case .process(let id, let startTime):
            ProcessTable.signal(.kill, to: id, startTime: startTime)
            return Report(entry: entry, failure: nil)
        case .path(let path):
            return report(entry) { if HostFiles.exists(path) { try HostFiles.removeTree(path) } }
        case .place(let path, let earlier):
            return report(entry) {
                if HostFiles.kind(of: path) == .symlink, !leadsSomewhere(path) { try HostFiles.remove(path) }
                if HostFiles.kind(of: path) == nil, HostFiles.exists(earlier) {
                    try HostFiles.rename(earlier, to: path)
                }
            }
        }
    }

    private static func report(_ entry: LedgerEntry, _ body: () throws -> Void) -> Report {
        do {
            try body()
            return Report(entry: entry, failure: nil)
        } catch {
            return Report(entry: entry, failure: "\(error)")
        }
    }

    private static func leadsSomewhere(_ path: String) -> Bool {
        // What has no real path leads nowhere.
        (try? HostFiles.realPath(path)) != nil
    }
}

extension LedgerEntry {
    fileprivate var isProcess: Bool {
        if case .process = self { true } else { false }
    }
}
