/// Keeps note, on disk, of what a build made outside its own process, from before it is made until it is gone.
///
/// A later `ingot cleanup` finishes what a power cut or a SIGKILL left behind.
public protocol CleanupLedger: Sendable {
    /// Notes a thing that is about to exist.
    func record(_ entry: LedgerEntry) throws
    /// Strikes it off: it is gone, or handed to the user.
    func settle(_ entry: LedgerEntry) throws
}

/// A thing outside the process that somebody has to take away.
public enum LedgerEntry: Hashable, Sendable {
    /// A process, by id and start time (clock ticks after boot, proc(5) field 22), so that a re-used id is told apart.
    case process(id: Int32, startTime: UInt64)
    /// A file or folder that is temporary.
    case path(String)
    /// The place of an artifact that is being made: a link stands there meanwhile, and what stood there before waits
    /// elsewhere. Once the link leads nowhere, it goes and the earlier artifact comes back.
    case place(String, earlier: String)
}
