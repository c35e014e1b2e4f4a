import AsyncSupport
import BuildEvents
import ComponentAPI
import HostOS

/// The folder in which the artifact is made.
///
/// It is made at its own place, because templates write its path into `qemuargs`. An earlier artifact, which only
/// `-force` lets us replace, waits beside it under another name.
struct OutputDirectory: Sendable {
    let path: String

    /// Makes the folder for `body`; if that fails, what was made is removed and what stood there comes back.
    func make<Value: Sendable>(
        _ ledger: any CleanupLedger, _ log: BuildLog, _ body: () async throws -> Value
    ) async throws -> Value {
        try setAside(log)
        let entry = LedgerEntry.path(try HostPath.absolute(path))
        do {
            try ledger.record(entry)
            try HostFiles.createDirectory(path, intermediates: true)
            let value = try await body()
            // First the folder has to be safe from any later cleaning up.
            try ledger.settle(entry)
            try removeEarlier()
            return value
        } catch let left as LeftAsIs {
            throw left
        } catch {
            try restore()
            try ledger.settle(entry)
            throw error
        }
    }

    /// Where the earlier artifact waits.
    var earlier: String { beside("previous") }
    /// Where it goes when it is not needed any more: a name that says so, should its removal be interrupted.
    private var discarded: String { beside("discarded") }

    private func beside(_ purpose: String) -> String {
        let path = HostPath.cleaned(path)
        return HostPath.join(HostPath.dirname(path), ".\(HostPath.basename(path)).ingot-\(purpose)")
    }

    private func setAside(_ log: BuildLog) throws {
        try HostFiles.removeTree(discarded)
        if HostFiles.exists(earlier) {
            // A build that was killed left it: what stands in the artifact's place is not whole.
            try HostFiles.removeTree(path)
        } else if HostFiles.exists(path) {
            try HostFiles.rename(path, to: earlier)
        } else {
            return
        }
        log.say("The earlier artifact is kept in \(earlier) until this build has succeeded")
    }

    private func removeEarlier() throws {
        guard HostFiles.exists(earlier) else { return }
        try HostFiles.rename(earlier, to: discarded)
        try HostFiles.removeTree(discarded)
    }

    private func restore() throws {
        try HostFiles.removeTree(path)
        if HostFiles.exists(earlier) { try HostFiles.rename(earlier, to: path) }
    }
}
