import AsyncSupport
import BuildEvents
import ComponentAPI
import HostOS

/// The folder in which the artifact is made.
///
/// It is made beside its place, under a name that only this build has, and gets its own name when it is whole. Until
/// then a symbolic link leads there, because templates write the folder's path into `qemuargs`. So the notes for
/// cleaning up after a killed build never name a folder that may hold something whole by then.
struct OutputDirectory: Sendable {
    let path: String

    init(path: String) {
        // With a slash at its end, the path of a link would mean what it leads to.
        self.path = HostPath.cleaned(path)
    }

    /// Makes the folder for `body`; if that fails, what was made is removed and what stood there comes back.
    ///
    /// An earlier artifact, which only `-force` lets us replace, waits under another name meanwhile.
    func make<Value: Sendable>(
        _ ledger: any CleanupLedger, _ log: BuildLog, _ body: () async throws -> Value
    ) async throws -> Value {
        let unfinished = beside(Self.unfinished + RandomBytes.hex(count: 4))
        let entry = LedgerEntry.path(try HostPath.absolute(unfinished))
        let place = LedgerEntry.place(try HostPath.absolute(path), earlier: try HostPath.absolute(earlier))
        // In this order: cleaning up goes backwards.
        try ledger.record(place)
        try ledger.record(entry)
        do {
            try HostFiles.createDirectory(unfinished, intermediates: true)
            try makePlace(log)
            try HostFiles.makeSymbolicLink(at: path, to: HostPath.basename(unfinished))
            let value = try await body()
            try HostFiles.remove(path)
            try HostFiles.rename(unfinished, to: path)
            try ledger.settle(entry)
            try ledger.settle(place)
            try discardEarlier()
            return value
        } catch let left as LeftAsIs {
            throw left
        } catch {
            if leadsToUnfinished { try HostFiles.remove(path) }
            try HostFiles.removeTree(unfinished)
            try ledger.settle(entry)
            if HostFiles.kind(of: path) == nil, HostFiles.exists(earlier) { try HostFiles.rename(earlier, to: path) }
            try ledger.settle(place)
            throw error
        }
    }

    /// Where the earlier artifact waits.
    var earlier: String { beside("previous") }
    /// Where it goes when it is not needed any more: a name that says so, should its removal be interrupted.
    private var discarded: String { beside("discarded") }
    private static let unfinished = "unfinished-"

    func beside(_ purpose: String) -> String {
        HostPath.join(HostPath.dirname(path), ".\(HostPath.basename(path)).ingot-\(purpose)")
    }

    /// Whether a link of ours stands in the artifact's place, perhaps since a build was killed.
    private var leadsToUnfinished: Bool {
        guard HostFiles.kind(of: path) == .symlink else { return false }
        // A link that leads nowhere is of no use to anybody.
        guard let target = try? HostFiles.realPath(path) else { return true }
        return HostPath.basename(target).hasPrefix(HostPath.basename(beside(Self.unfinished)))
    }

    /// Sets aside what stands in the artifact's place.
    private func makePlace(_ log: BuildLog) throws {
        try HostFiles.removeTree(discarded)
        if leadsToUnfinished { try HostFiles.remove(path) }
        if HostFiles.exists(path) {
            // Both are there if a build was killed after its artifact was whole.
            try discardEarlier()
            try HostFiles.rename(path, to: earlier)
        }
        guard HostFiles.exists(earlier) else { return }
        log.say("The earlier artifact is kept in \(earlier) until this build has succeeded")
    }

    private func discardEarlier() throws {
        guard HostFiles.exists(earlier) else { return }
        try HostFiles.rename(earlier, to: discarded)
        try HostFiles.removeTree(discarded)
    }
}
