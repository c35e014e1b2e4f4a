import ComponentAPI

/// A ledger for tests, whose machines are ended by their scopes.
struct NoLedger: CleanupLedger {
    func record(_ entry: LedgerEntry) throws {}
    func settle(_ entry: LedgerEntry) throws {}
}
