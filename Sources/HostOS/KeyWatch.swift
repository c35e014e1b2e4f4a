internal import CHostShims
import Glibc
import Synchronization

/// Notices the keys that are pressed at this program's terminal while it does something else.
///
/// They need no Enter and are not shown; Ctrl-C and its like keep their meaning. However the program ends, SIGKILL
/// excepted, the terminal has its settings again afterwards. While another program has the terminal, it is left alone.
package final class KeyWatch: Sendable {
    /// How many questions are open, whose answers are not for us.
    private let pauses = Mutex(0)
    private let wake = WakeDescriptor()

    package init() {}

    private static let input = Terminal.Stream.input.rawValue

    /// Watches until the task is cancelled, or at once returns where standard input is no terminal.
    ///
    /// - Parameter body: is given what was pressed since the last time, mostly nothing, some times a second; on a
    ///   thread of its own.
    package func run(every milliseconds: Int32 = 200, _ body: @escaping @Sendable ([UInt8]) -> Void) async {
        guard Terminal.isTerminal(.input) else { return }
        let isOver = Flag()
        await withTaskCancellationHandler {
            // The thread throws nothing.
            try? await onOwnThread("keys") {
                while !isOver.isSet {
                    self.wait(milliseconds)
                    if !isOver.isSet { body(self.take()) }
                }
            }
        } onCancel: {
            isOver.set()
            wake.signal()
        }
        pauses.withLock { _ in ingot_keys_end() }
    }

    /// Gives the terminal its settings for a question and its answer, until `resume`.
    package func pause() {
        pauses.withLock { count in
            count += 1
            ingot_keys_end()
        }
    }

    package func resume() {
        pauses.withLock { $0 -= 1 }
    }

    /// Waits until a key is pressed or the time is over.
    private func wait(_ milliseconds: Int32) {
        var waits = [pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0)]
        // What is typed for others must not keep us busy.
        if pauses.withLock({ $0 == 0 && ingot_keys_begin(Self.input) == 1 }) {
            waits.append(pollfd(fd: Self.input, events: Int16(POLLIN), revents: 0))
        }
        poll(&waits, nfds_t(waits.count), milliseconds)
        // A terminal that was hung up is ready for ever.
        let isGone = waits.count > 1 && waits[1].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
        if isGone { poll(&waits, 1, milliseconds) }
    }

    private func take() -> [UInt8] {
        pauses.withLock { count in
            guard count == 0, ingot_keys_begin(Self.input) == 1 else { return [] }
            var bytes = [UInt8](repeating: 0, count: 64)
            return Array(bytes[..<max(0, read(Self.input, &bytes, bytes.count))])
        }
    }
}
