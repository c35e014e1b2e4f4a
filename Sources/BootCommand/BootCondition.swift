/// What a boot command waits for.
public struct BootCondition: Hashable, Sendable {
    /// What has to be the case.
    public enum Subject: Hashable, Sendable {
        /// The screen shows the text.
        case screenShows(TextPattern)
        /// The screen does not show the text, or not any more.
        case screenLacks(TextPattern)
        /// Nothing on the screen changes for so long; a blinking cursor does not count.
        case screenIsStill(Duration)
        /// The guest writes the text to its serial port, after what an earlier wait found there.
        case serialSays(TextPattern)
    }

    /// What has to be the case.
    public var subject: Subject
    /// After this time the build fails.
    public var timeout: Duration

    /// The time that a wait is given where nobody says: half a slow boot without hardware help.
    public static let defaultTimeout = Duration.seconds(300)
    /// How long a screen has to be still where nobody says.
    public static let defaultStillness = Duration.seconds(1)

    public init(_ subject: Subject, timeout: Duration = defaultTimeout) {
        self.subject = subject
        self.timeout = timeout
    }

    /// As a part of a sentence: what must be the case.
    public var inWords: String {
        switch subject {
        case .screenShows(let pattern): "the screen shows \"\(pattern.source)\""
        case .screenLacks(let pattern): "the screen does not show \"\(pattern.source)\""
        case .screenIsStill(let time): "nothing changes on the screen for \(time.inSeconds)"
        case .serialSays(let pattern): "the serial port says \"\(pattern.source)\""
        }
    }
}

extension Duration {
    /// In seconds with one decimal at most: `90 s`, `0.5 s`.
    var inSeconds: String {
        let tenths = Int((self / .milliseconds(100)).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
