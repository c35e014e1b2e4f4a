import HostOS
import Synchronization

/// Where finished text goes: the terminal, a file, or a test.
package protocol OutputStream: Sendable {
    /// Takes the whole of `text` in the order of the calls.
    func write(_ text: String)
}

/// Collects what is written, for tests.
package final class CapturedOutput: OutputStream {
    private let buffer = Mutex("")

    package init() {}

    package var text: String { buffer.withLock { $0 } }

    package func write(_ text: String) {
        buffer.withLock { $0 += text }
    }
}
