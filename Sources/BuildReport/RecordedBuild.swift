import BuildEvents
import Diagnostics

/// All that is known of one build: what its report tells and what the causes of a failure are read from.
package struct RecordedBuild: Sendable {
    /// The full name: `qemu.debian`.
    package var name: String
    /// The file or folder that the build is to make.
    package var destination: String?
    /// What was said, in the order of time.
    package var timeline: [Moment] = []
    /// In the order of time; only the last few have a picture.
    package var screens: [Screen] = []
    /// The hypervisor's program and arguments; empty before it starts.
    package var command: [String] = []
    /// The last lines of the hypervisor's standard error.
    package var words: [String] = []
    /// The hypervisor's name of the machine's state at the end.
    package var state: String?
    /// The end of what the machine wrote to its serial port.
    package var serial = ""
    /// What the hypervisor told of by itself.
    package var machineEvents: [MachineEvent] = []
    /// What the guest fetched from the build's HTTP server.
    package var requests: [Request] = []
    /// Attempts in a row that saw the same are one.
    package var attempts: [Attempt] = []
    /// Logs that could be had from the guest after the failure.
    package var guestLogs: [GuestLog] = []
    /// `nil` for a build that succeeded, or has not ended.
    package var failure: Diagnostic?
    /// How long the build took, or has taken so far.
    package var duration: Duration = .zero

    package init(name: String) {
        self.name = name
    }

    /// A line of what was said, at a time since the start of the run.
    package struct Moment: Sendable {
        /// Headline of a step, what is said within it, a failure, or a line of the log.
        package enum Kind: String, Sendable { case step, detail, error, log }
        /// Since the start of the run.
        package var time: Duration
        package var kind: Kind
        package var text: EventText
    }

    /// What the guest's screen showed at a time.
    package struct Screen: Sendable {
        package var time: Duration
        /// The rows as text; `nil` where it could not be read.
        package var lines: [String]?
        /// A PNG; `nil` where none is kept.
        package var picture: [UInt8]?
        /// Whether a picture was left out because a secret could be read on it.
        package var hidesPicture = false
        /// Whether the lines were guessed by optical character recognition.
        package var isOptical = false
    }

    /// An event of QMP.
    package struct MachineEvent: Sendable {
        package var time: Duration
        /// As QMP names it: `SHUTDOWN`.
        package var name: String
        /// Its data as JSON; empty where it has none.
        package var details: String
    }

    /// A request to the build's HTTP server.
    package struct Request: Sendable {
        package var time: Duration
        package var request: RequestExhibit
    }

    /// Attempts in a row to reach the machine that saw the same.
    package struct Attempt: Sendable {
        /// How far they came, in the communicator's words.
        package var stage: String
        /// What was seen there.
        package var seen: String
        /// How many there were; at least 1.
        package var count: Int
        /// When the first of them ended, since the start of the run.
        package var first: Duration
        /// The same of the last.
        package var last: Duration
    }

    /// A log of the guest.
    package struct GuestLog: Sendable {
        /// The path or command it came from.
        package var name: String
        /// Its end.
        package var text: String
    }
}

extension RecordedBuild {
    /// The rows that say something on the last screen that could be read.
    package var lastScreen: [String] {
        lastReadScreen?.lines?.filter { !$0.allSatisfy(\.isWhitespace) } ?? []
    }

    /// The last screen that could be read.
    var lastReadScreen: Screen? { screens.last { $0.lines != nil } }

    /// The last lines of the serial port.
    package var lastSerialLines: [String] {
        serial.split(whereSeparator: \.isNewline).suffix(300).map(String.init)
    }

    /// What the guest showed at its end, on the screen and on the serial port.
    var consoleLines: [String] { lastSerialLines + lastScreen }
}
