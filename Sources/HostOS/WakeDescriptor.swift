import Glibc

/// Wakes a thread that waits in poll(2), from any other thread.
package final class WakeDescriptor: Sendable {
    /// Becomes readable when woken; -1 if the system had no descriptor left, and then nothing wakes.
    package let descriptor: Int32
    private let writingEnd: Int32

    package init() {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        if socketpair(AF_UNIX, type, 0, &ends) != 0 { ends = [-1, -1] }
        descriptor = ends[0]
        writingEnd = ends[1]
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        close(writingEnd)
    }

    /// Makes the descriptor readable; safe from any thread.
    ///
    /// A full buffer is readable already.
    package func signal() {
        var byte: UInt8 = 1
        _ = write(writingEnd, &byte, 1)
    }

    /// Makes the descriptor unreadable again.
    package func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) == bytes.count {}
    }
}
