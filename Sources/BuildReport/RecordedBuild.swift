import BuildEvents
import Diagnostics

/// All that is known of one build: what its report tells and what the causes of a failure are read from.
package struct RecordedBuild: Sendable {
    /// The full name: `qemu.debian`.
    package var name: String
    /// The file or folder that the build is to make.
    package var destination: String?
    package var timeline: [Moment] = []
    /// In the order of time; only the last few have a picture.
    package var screens: [Screen] = []
    package var command: [String] = []
    /// The last lines of the hypervisor's standard error.
    package var words: [String] = []
    /// The hypervisor's name of the machine's state at the end.
    package var state: String?
    /// The end of what the machine wrote to its serial port.
    package var serial = ""
    package var machineEvents: [MachineEvent] = []
    package var requests: [Request] = []
    /// Attempts in a row that saw the same are one.
    package var attempts: [Attempt] = []
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
        package enum Kind: String, Sendable { case step, detail, error, log }
        package var time: Duration
        package var kind: Kind
        package var text: EventText
    }

    package struct Screen: Sendable {
        package var time: Duration
        package var lines: [String]?
        package var picture: [UInt8]?
        /// Whether a picture was left out because a secret could be read on it.
        package var hidesPicture = false
        /// Whether the lines were guessed by optical character recognition.
        package var isOptical = false
    }

    package struct MachineEvent: Sendable {
        package var time: Duration
        package var name: String
        package var details: String
    }

    package struct Request: Sendable {
        package var time: Duration
        package var request: RequestExhibit
    }

    package struct Attempt: Sendable {
        package var stage: String
        package var seen: String
        package var count: Int
        package var first: Duration
        package var last: Duration
    }

    package struct GuestLog: Sendable {
        package var name: String
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
