import SSH
import Synchronization

/// The first line that a command prints.
final class NotedLines: Sendable {
    private let line = Mutex<String?>(nil)

    var first: String? { line.withLock { $0 } }

    func add(_ output: RemoteOutput) {
        guard case .standardOutput(let text) = output else { return }
        line.withLock { $0 = $0 ?? String(text.prefix(1024)) }
    }
}
