import ComponentAPI
import HostOS
import Synchronization

/// A ledger in a file of its own, one line per event, on the disk before the caller goes on.
package final class FileCleanupLedger: CleanupLedger {
    package let path: String
    private let open = Mutex<Set<LedgerEntry>>([])

    /// - Parameter cacheDirectory: where `runs/UUID.ledger` is put.
    package init(cacheDirectory: String, runUUID: String) throws {
        let folder = HostPath.join(cacheDirectory, "runs")
        try HostFiles.createDirectory(folder, mode: 0o700, intermediates: true)
        path = HostPath.join(folder, "\(runUUID).ledger")
        let own = ProcessTable.ownID
        try HostFiles.create(
            LedgerLine.owner(id: own, startTime: ProcessTable.startTime(of: own) ?? 0).text.utf8, at: path,
            mode: 0o600)
    }

    package func record(_ entry: LedgerEntry) throws {
        try open.withLock { entries in
            try append(.record(entry))
            entries.insert(entry)
        }
    }

    package func settle(_ entry: LedgerEntry) throws {
        try open.withLock { entries in
            guard entries.remove(entry) != nil else { return }
            try append(.settle(entry))
        }
    }

    /// Removes the file if nothing is open in it; what is left is for a later clean-up.
    package func close() throws {
        try open.withLock { entries in
            guard entries.isEmpty else { return }
            try HostFiles.remove(path)
        }
    }

    private func append(_ line: LedgerLine) throws {
        try HostFiles.append(line.text.utf8, to: path, mode: 0o600)
        try HostFiles.synchronise(path)
    }
}
