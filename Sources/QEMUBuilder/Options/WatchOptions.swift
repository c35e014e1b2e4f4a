import ComponentAPI

/// When a machine in which nothing happens is spoken of, and given up.
struct WatchOptions: Sendable {
    private enum Key {
        static let warning = OptionKey<Duration>(
            "stall_warning", defaultText: "2m",
            "After this time without a change in the machine the build shows its screen; 0s for never.")
        static let timeout = OptionKey<Duration>(
            "stall_timeout", defaultText: "none",
            "After this time without a change in the machine the build fails, while it waits for the guest.")
    }

    static let declarations: [OptionDeclaration] = [Key.warning.declaration, Key.timeout.declaration]

    private static let defaultWarning = Duration.seconds(120)

    /// `nil` for never.
    var warning: Duration?
    /// `nil` for never.
    var timeout: Duration?

    init(_ reader: OptionReader) {
        let warning = reader.optional(Key.warning) ?? Self.defaultWarning
        self.warning = warning > .zero ? warning : nil
        timeout = reader.optional(Key.timeout).flatMap { $0 > .zero ? $0 : nil }
    }
}
