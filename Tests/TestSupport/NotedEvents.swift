package import BuildEvents
internal import Synchronization

/// Keeps all that a component tells its user.
package final class NotedEvents: EventSink {
    private let noted = Mutex<[BuildEvent]>([])

    package init() {}

    package var log: BuildLog { BuildLog(build: "test", sink: self) }

    /// What was said about the steps.
    package var said: [String] { texts { if case .say(let text) = $0 { text } else { nil } } }
    /// What scripts and programs printed.
    package var messages: [String] { texts { if case .message(let text) = $0 { text } else { nil } } }
    package var errors: [String] { texts { if case .error(let text) = $0 { text } else { nil } } }

    package func emit(_ event: BuildEvent) {
        noted.withLock { $0.append(event) }
    }

    private func texts(_ text: (BuildEvent.Kind) -> String?) -> [String] {
        noted.withLock { $0 }.compactMap { text($0.kind) }
    }
}
