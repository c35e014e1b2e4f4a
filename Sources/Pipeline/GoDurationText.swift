import HCLValues

/// A duration as Go writes it, which is how templates and logs have it: `1m30s`.
struct GoDurationText: CustomStringConvertible {
    let description: String

    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, isLarge) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let nanoseconds = isLarge ? Int.max : whole &+ Int(attoseconds / 1_000_000_000)
        description = GoDuration(nanoseconds: nanoseconds).goText
    }
}
