import AsyncSupport
import ComponentAPI
import HostOS

/// The folder in which the artifact is made.
struct OutputDirectory: Sendable {
    let path: String

    /// Makes the folder for `body`; if that fails, what was made is removed and what stood there comes back.
    ///
    /// An earlier artifact, which only `-force` lets us replace, is set aside and removed when the build is done.
    func make<Value: Sendable>(
        _ ledger: any CleanupLedger, _ body: () async throws -> Value
    ) async throws -> Value {
        let earlier = try setAside()
        let entry = LedgerEntry.path(try HostPath.absolute(path))
        try ledger.record(entry)
        do {
            try HostFiles.createDirectory(path, intermediates: true)
            let value = try await body()
            if let earlier { try HostFiles.removeTree(earlier) }
            try ledger.settle(entry)
            return value
        } catch {
            try await restore(earlier)
            try ledger.settle(entry)
            throw error
        }
    }

    private func setAside() throws -> String? {
        guard HostFiles.exists(path) else { return nil }
        let aside = "\(HostPath.cleaned(path)).previous-\(RandomBytes.hex(count: 4))"
        try HostFiles.rename(path, to: aside)
        return aside
    }

    private func restore(_ earlier: String?) async throws {
        if HostFiles.exists(path) { try HostFiles.removeTree(path) }
        if let earlier { try HostFiles.rename(earlier, to: path) }
    }
}
