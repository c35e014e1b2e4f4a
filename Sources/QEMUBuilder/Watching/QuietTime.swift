/// Since when nothing has changed in a machine.
struct QuietTime: Hashable, Sendable {
    /// What can be seen from outside that a guest does something.
    struct Sample: Hashable, Sendable {
        /// Equal for equal screens; `nil` where there is none to see.
        var screen: String?
        /// Read from and written to all disks since the start, in bytes.
        var diskBytes: Int64
        /// Written to the serial port since the start, in bytes.
        var serialBytes: Int64
    }

    /// An idle system writes a little to its disk now and then, in bytes.
    private static let idleDiskBytes: Int64 = 256 << 10
    /// A cursor that blinks shows the same two screens in turn.
    private static let returningScreens = 3

    private(set) var start: Duration
    private var screens: [String] = []
    private var diskBytes: Int64 = 0
    private var serialBytes: Int64 = 0

    init(at time: Duration) {
        start = time
    }

    /// Takes in a sample.
    ///
    /// - Returns: whether the screen shows what it has not shown in this quiet time.
    mutating func note(_ sample: Sample, at time: Duration) -> Bool {
        let hasOtherScreen = sample.screen.map { !screens.contains($0) } ?? false
        let hasWorked =
            sample.serialBytes != serialBytes || abs(sample.diskBytes - diskBytes) > Self.idleDiskBytes
        if hasOtherScreen || hasWorked {
            start = time
            (diskBytes, serialBytes) = (sample.diskBytes, sample.serialBytes)
        }
        if let screen = sample.screen, !screens.contains(screen) {
            screens.append(screen)
            if screens.count > Self.returningScreens { screens.removeFirst() }
        }
        return hasOtherScreen
    }

    /// Begins anew: somebody did something to the machine.
    mutating func restart(at time: Duration) {
        start = time
    }
}
