import Glibc

/// The two clocks of the system.
package enum HostClock {
    /// Nanoseconds after 1970 in UTC; jumps when the clock is set.
    package static var wallNanoseconds: Int64 { read(CLOCK_REALTIME) }

    /// Seconds after 1970 in UTC.
    package static var wallSeconds: Int64 { wallNanoseconds / 1_000_000_000 }

    /// Nanoseconds that only grow, for measuring; the origin has no meaning.
    package static var monotonicNanoseconds: Int64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
