import Synchronization

/// A switch that goes on once, seen by all threads.
package final class Flag: Sendable {
    private let value = Atomic(false)

    /// A switch that is off.
    package init() {}

    /// Whether it is on; what was done before `set` is seen by whoever sees it on.
    package var isSet: Bool { value.load(ordering: .acquiring) }

    /// Turns it on, for good.
    package func set() { value.store(true, ordering: .releasing) }
}
