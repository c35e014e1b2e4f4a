import HostOS
import Synchronization

/// A clock for what a machine takes long for: it stands while the machine waits for a processor of the host.
///
/// On a host that is busy with other work a guest shows nothing new for long, and is not at fault.
final class MachineTime: Sendable {
    private let processID: Int32
    private let start = ContinuousClock.now
    private let starvedBefore: Duration
    private let most = Mutex(Duration.zero)

    /// - Parameter processID: QEMU's process.
    init(processID: Int32) {
        self.processID = processID
        starvedBefore = ProcessTable.starvedTime(of: processID)
    }

    /// Since this was made.
    var now: Duration { max(.zero, ContinuousClock.now - start - starved) }

    /// For how long of the time since then the machine had no processor.
    ///
    /// A thread that ends takes its share out of what the kernel tells; it stays here, or the clock would leap ahead.
    var starved: Duration {
        let told = ProcessTable.starvedTime(of: processID) - starvedBefore
        return most.withLock { most in
            most = max(most, told)
            return most
        }
    }
}
