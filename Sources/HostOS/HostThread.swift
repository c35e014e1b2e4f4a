import Glibc

/// Starts threads of the operating system for code that blocks: C libraries, poll loops.
package enum HostThread {
    /// Runs `body` on a thread of its own that ends when `body` returns.
    ///
    /// - Parameters:
    ///   - name: what debuggers and `ps -L` show; at most 15 bytes are kept.
    ///   - stackSize: in bytes.
    /// - Throws: `ThreadStartFailure` if the system has no thread left.
    package static func start(
        name: String, stackSize: Int = 1 << 20, _ body: @escaping @Sendable () -> Void
    ) throws(ThreadStartFailure) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackSize)
        let work = Unmanaged.passRetained(Work(name: String(name.utf8.prefix(15)) ?? "", body: body))
        var thread = pthread_t()
        let status = pthread_create(&thread, &attributes, entry, work.toOpaque())
        guard status == 0 else {
            work.release()
            throw ThreadStartFailure(errno: status)
        }
    }

    /// Blocks the thread that calls for so long; never to be called from a task's.
    package static func pause(milliseconds: UInt32) {
        usleep(milliseconds * 1000)
    }

    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument else { return nil }
        let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        name(work.name)
        work.body()
        return nil
    }

    /// A thread without its name works as well, so failures are passed over.
    private static func name(_ text: String) {
        let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, text, text.utf8.count)
        close(descriptor)
    }
}

/// The system refused to start a thread.
package struct ThreadStartFailure: Error, Sendable {
    /// Why the system has no thread for us, as pthread_create(3) tells it.
    package let errno: Int32
}
