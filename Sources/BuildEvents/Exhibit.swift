/// A piece of evidence of what went on in a build: its report keeps it, terminals and logs do not show it.
public enum Exhibit: Sendable, Hashable {
    /// The file or folder that the build is to make; the report of the build belongs beside it.
    case destination(path: String)
    /// The program that runs the machine, and its arguments.
    case command([String])
    /// The last lines that this program said on its standard error.
    case words([String])
    /// The machine's state in the words of what runs it: `running`, `io-error`.
    case state(String)
    case screen(ScreenExhibit)
    /// The machine whose screen that was is gone.
    case screenGone
    /// The end of what the machine wrote to its serial port.
    case serial(String)
    /// What the program that runs the machine told of it: `RESET`, `GUEST_PANICKED`.
    case machineEvent(name: String, details: String)
    case request(RequestExhibit)
    /// A try to reach the machine: how far it came and what was seen there.
    case attempt(stage: String, seen: String)
    /// A log of the guest's own.
    case guestLog(name: String, text: String)
}

/// What a machine's screen showed at one moment.
public struct ScreenExhibit: Sendable, Hashable {
    /// The rows of the screen from the top; `nil` where no text could be read.
    public var lines: [String]?
    /// A picture in PNG, where one was taken.
    public var picture: [UInt8]?
    /// Whether the rows were guessed by optical character recognition.
    public var isOptical: Bool

    public init(lines: [String]?, picture: [UInt8]? = nil, isOptical: Bool = false) {
        self.lines = lines
        self.picture = picture
        self.isOptical = isOptical
    }
}

/// A request of the guest that the build's HTTP server answered.
public struct RequestExhibit: Sendable, Hashable {
    /// In capitals.
    public var method: String
    /// As the guest asked for it, without the query.
    public var path: String
    /// The HTTP status of the answer.
    public var status: Int
    /// The length of the answer's body.
    public var bytes: Int64
    /// After a 404: the name that is nearest, where there is one.
    public var suggestion: String?

    public init(method: String, path: String, status: Int, bytes: Int64, suggestion: String? = nil) {
        self.method = method
        self.path = path
        self.status = status
        self.bytes = bytes
        self.suggestion = suggestion
    }
}
