import BuildEvents
import Synchronization

/// Keeps what happens in each build of a run, and hands every event on.
package final class ReportRecorder: EventSink {
    private let next: any EventSink
    private let elapsed: @Sendable () -> Duration
    private let builds: Mutex<[String: RecordedBuild]>

    /// - Parameters:
    ///   - names: the builds' full names; events of others are only handed on.
    ///   - elapsed: the time since the start of the run.
    package init(
        names: [String], next: any EventSink, elapsed: @escaping @Sendable () -> Duration = sinceNow()
    ) {
        self.next = next
        self.elapsed = elapsed
        builds = Mutex(Dictionary(names.map { ($0, RecordedBuild(name: $0)) }, uniquingKeysWith: { first, _ in first }))
    }

    package func emit(_ event: BuildEvent) {
        next.emit(event)
        guard let name = event.build else { return }
        let time = elapsed()
        builds.withLock { builds in
            // A post-processor's `NAME (type)` belongs to the build NAME.
            let key = builds[name] != nil ? name : builds.keys.first { name.hasPrefix($0 + " (") }
            guard let key else { return }
            builds[key]?.take(event, at: time)
            builds[key]?.duration = time
        }
    }

    /// What is known of a build so far.
    package func build(named name: String) -> RecordedBuild? {
        builds.withLock { $0[name] }
    }
}

/// A clock that begins with this call.
package func sinceNow() -> @Sendable () -> Duration {
    let start = ContinuousClock.now
    return { ContinuousClock.now - start }
}
