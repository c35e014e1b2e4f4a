/// Something that happened in a build; the terminal, the machine-readable output and the log all render these.
public struct BuildEvent: Sendable {
    /// What happened.
    public enum Kind: Sendable {
        /// A line for the user.
        case say(String)
        /// A line of detail: output of a script, a sub-step.
        case message(String)
        case error(String)
        /// How far a long step has come.
        case progress(Progress)
        /// Data for `-machine-readable`: type and fields.
        case machine(type: String, fields: [String])
        /// A line for the log only.
        case log(LogLevel, String)
        /// For the build's report only.
        case exhibit(Exhibit)
    }

    /// The full name of the build, or `nil` for the run as a whole.
    public var build: String?
    /// What happened, with its text or figures.
    public var kind: Kind
    /// Which parts of the text are the program's own words; see `EventText`.
    public var ownWords: [Range<Int>]
    /// Whether each line names the build; how a build ended is told without.
    public var isPrefixed: Bool

    public init(build: String? = nil, _ kind: Kind, ownWords: [Range<Int>] = [], isPrefixed: Bool = true) {
        self.build = build
        self.kind = kind
        self.ownWords = ownWords
        self.isPrefixed = isPrefixed
    }
}

/// How much a line of the log matters, from `trace` up.
public enum LogLevel: String, Sendable, Comparable {
    case trace, debug, info, warn, error

    public static func < (lhs: LogLevel, rhs: LogLevel) -> Bool {
        lhs.rank < rhs.rank
    }

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .warn: 3
        case .error: 4
        }
    }
}

/// The state of a long step.
public struct Progress: Sendable {
    /// What is going on: `Downloading debian-12.iso`.
    public var activity: String
    /// How much is done, in `unit`s.
    public var completed: Int64
    /// How much there is in all, where known.
    public var total: Int64?
    /// What the two numbers count.
    public var unit: Unit
    /// Whether this is the last report of the activity, whole or not.
    public var isFinished: Bool

    /// What progress is counted in.
    public enum Unit: Sendable {
        case bytes
        case percent
        case items
    }

    public init(activity: String, completed: Int64, total: Int64?, unit: Unit, isFinished: Bool = false) {
        self.activity = activity
        self.completed = completed
        self.total = total
        self.unit = unit
        self.isFinished = isFinished
    }
}

/// Where events go.
///
/// Implementations keep the order in which they were handed the events of one build.
public protocol EventSink: Sendable {
    func emit(_ event: BuildEvent)
}

/// The events of one build: adds its name to all that is said.
public struct BuildLog: Sendable {
    /// The build whose events these are; `nil` for the run as a whole.
    public let build: String?
    private let sink: any EventSink
    private let isPrefixed: Bool

    public init(build: String?, sink: any EventSink) {
        self.init(build: build, sink: sink, isPrefixed: true)
    }

    private init(build: String?, sink: any EventSink, isPrefixed: Bool) {
        self.build = build
        self.sink = sink
        self.isPrefixed = isPrefixed
    }

    /// Says that a step begins: a headline of the build.
    public func say(_ text: EventText) { emit(.say(text.text), text) }
    /// Says something within a step.
    public func message(_ text: EventText) { emit(.message(text.text), text) }
    /// Says that something failed; the run goes on or ends elsewhere.
    public func error(_ text: EventText) { emit(.error(text.text), text) }
    /// Writes to the log only: of use when the program itself is looked into.
    public func debug(_ text: EventText) { emit(.log(.debug, text.text), text) }
    /// Writes to the log only: what is done and with what.
    public func info(_ text: EventText) { emit(.log(.info, text.text), text) }
    /// Writes to the log only: what is odd and was dealt with.
    public func warn(_ text: EventText) { emit(.log(.warn, text.text), text) }
    /// Reports how far a long step is; renderers show as many reports as suit them.
    public func progress(_ progress: Progress) { emit(.progress(progress)) }
    /// Sends any event under this build's name.
    public func emit(_ kind: BuildEvent.Kind) { emit(kind, EventText("")) }

    /// The same log under another name: a post-processor's `NAME (type)`.
    public func renamed(_ name: String) -> BuildLog {
        BuildLog(build: name, sink: sink, isPrefixed: isPrefixed)
    }

    /// The same log, whose lines do not name the build but keep its colour.
    public var unprefixed: BuildLog { BuildLog(build: build, sink: sink, isPrefixed: false) }

    private func emit(_ kind: BuildEvent.Kind, _ text: EventText) {
        sink.emit(BuildEvent(build: build, kind, ownWords: text.ownWords, isPrefixed: isPrefixed))
    }
}

/// Text that was put together elsewhere, none of which counts as our own words.
///
/// Disfavoured, so that a literal is an `EventText`.
extension BuildLog {
    @_disfavoredOverload public func say(_ text: String) { say(EventText(text)) }
    @_disfavoredOverload public func message(_ text: String) { message(EventText(text)) }
    @_disfavoredOverload public func error(_ text: String) { error(EventText(text)) }
    @_disfavoredOverload public func debug(_ text: String) { debug(EventText(text)) }
    @_disfavoredOverload public func info(_ text: String) { info(EventText(text)) }
    @_disfavoredOverload public func warn(_ text: String) { warn(EventText(text)) }
}
