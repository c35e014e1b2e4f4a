import HCLValues
import HostOS

/// The time of day for lines that carry it.
package enum Timestamps {
    /// UTC, whole seconds: `2026-01-31T12:00:00Z`.
    package static let rfc3339: @Sendable () -> String = {
        CivilTime(unixSeconds: Int(HostClock.wallSeconds)).rfc3339
    }

    /// Seconds since 1970.
    package static let unix: @Sendable () -> Int64 = { HostClock.wallSeconds }
}
