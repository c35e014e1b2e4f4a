import Glibc

/// A blocking wait for descriptors; for threads that may block, never for tasks.
package struct DescriptorPoll {
    /// What to wait for on one descriptor; closing and errors are always noticed.
    package struct Interest {
        /// What is waited for.
        package var descriptor: Int32
        /// Whether bytes that came end the wait.
        package var wantsRead: Bool
        /// Whether room for bytes ends the wait.
        package var wantsWrite: Bool

        /// Waits for bytes unless told otherwise.
        package init(_ descriptor: Int32, read: Bool = true, write: Bool = false) {
            self.descriptor = descriptor
            wantsRead = read
            wantsWrite = write
        }
    }

    /// Waits until one of the descriptors is ready or the time is over.
    ///
    /// - Parameters:
    ///   - interests: descriptors below 0 are passed over.
    ///   - timeout: `nil` waits for ever.
    /// - Returns: for each interest, whether something happened there.
    package static func wait(_ interests: [Interest], timeout: Duration?) -> [Bool] {
        var descriptors = interests.map { interest in
            pollfd(
                fd: interest.descriptor,
                events: Int16(interest.wantsRead ? POLLIN : 0) | Int16(interest.wantsWrite ? POLLOUT : 0), revents: 0)
        }
        // A signal only makes the caller look again, which it does anyway.
        _ = poll(&descriptors, nfds_t(descriptors.count), timeout.map(milliseconds) ?? -1)
        return descriptors.map { $0.revents != 0 }
    }

    /// Rounded up, so that a wait never ends before its time in a busy loop.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds) * 1000 + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
