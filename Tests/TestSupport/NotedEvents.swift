package import BuildEvents
internal import Synchronization

/// Keeps all that a component tells its user.
package final class NotedEvents: EventSink {
    private struct State {
        var events: [BuildEvent] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var log: BuildLog { BuildLog(build: "test", sink: self) }

    /// What was said about the steps.
    package var said: [String] { texts { if case .say(let text) = $0 { text } else { nil } } }
    /// What scripts and programs printed.
    package var messages: [String] { texts { if case .message(let text) = $0 { text } else { nil } } }
    package var errors: [String] { texts { if case .error(let text) = $0 { text } else { nil } } }

    package func emit(_ event: BuildEvent) {
        let waiting = state.withLock { state in
            state.events.append(event)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until there is a message that is meant.
    package func waitForMessage(where isMeant: (String) -> Bool = { _ in true }) async {
        while true {
            let count = state.withLock { $0.events.count }
            if messages.contains(where: isMeant) { return }
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    guard state.events.count == count else { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if isLate { continuation.resume() }
            }
        }
    }

    private func texts(_ text: (BuildEvent.Kind) -> String?) -> [String] {
        state.withLock { $0.events }.compactMap { text($0.kind) }
    }
}
