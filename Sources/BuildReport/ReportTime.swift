extension Duration {
    /// Minutes, seconds and tenths since the start: `2:05.3`.
    package var onTheClock: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        let seconds = "\(tenths / 10 % 60)"
        return "\(tenths / 600):\(seconds.count == 1 ? "0" : "")\(seconds).\(tenths % 10)"
    }

    /// Seconds with three decimals, as recordings count them.
    var decimalSeconds: String {
        let milliseconds = "\(components.attoseconds / 1_000_000_000_000_000)"
        return "\(components.seconds)." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds
    }
}
