import BuildEvents
import HostOS

/// The files of a report besides its page: the same evidence, for tools and for reading in a terminal.
struct ReportFiles {
    let build: RecordedBuild

    struct File {
        let name: String
        let bytes: [UInt8]

        init(_ name: String, _ text: String) {
            self.name = name
            bytes = Array(text.utf8)
        }

        init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// - Parameter build: as it is to be shown.
    init(_ build: RecordedBuild) {
        self.build = build
    }

    /// Those that have something in them.
    var all: [File] {
        let texts = [
            File("timeline.txt", lines(build.timeline.map { "\($0.time.onTheClock) \($0.kind) \($0.text.text)" })),
            File("screen.txt", lines(screen)),
            File("serial.log", build.serial),
            File("qemu-command.txt", build.commandText),
            File("qemu-stderr.txt", lines(build.words)),
            File(
                "machine-events.txt",
                lines(build.machineEvents.map { "\($0.time.onTheClock) \($0.name) \($0.details)" })),
            File("http-access.log", lines(build.requests.map(Self.line))),
            File("connection-attempts.txt", lines(build.attempts.map(Self.line))),
            File("recording.cast", ScreenRecording(build: build).text ?? ""),
        ]
        let logs = build.guestLogs.map { File("guest-\(Self.fileName($0.name)).log", $0.text) }
        return (texts + logs + pictures).filter { !$0.bytes.isEmpty }
    }

    private var screen: [String] {
        let mark = build.lastReadScreen?.isOptical == true ? ["(guessed by optical character recognition)"] : []
        return build.lastScreen.isEmpty ? [] : mark + build.lastScreen
    }

    private var pictures: [File] {
        build.screens.compactMap(\.picture).enumerated().map { File("screen-\($0 + 1).png", $1) }
    }

    private func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    private static func line(_ entry: RecordedBuild.Request) -> String {
        let request = entry.request
        let near = request.suggestion.map { " (the nearest is \($0))" } ?? ""
        return "\(entry.time.onTheClock) \(request.status) \(request.bytes) \(request.method) \(request.path)\(near)"
    }

    private static func line(_ attempt: RecordedBuild.Attempt) -> String {
        let end = attempt.count == 1 ? "" : " to \(attempt.last.onTheClock), \(attempt.count) times"
        return "\(attempt.first.onTheClock)\(end) [\(attempt.stage)] \(attempt.seen)"
    }

    private static func fileName(_ name: String) -> String {
        String(name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" }.prefix(60))
    }
}

extension RecordedBuild {
    /// The hypervisor's command, a switch a line, as a shell reads it.
    var commandText: String {
        guard let program = command.first else { return "" }
        return command.dropFirst().reduce(Self.quoted(program)) { text, word in
            text + (word.hasPrefix("-") ? " \\\n  " : " ") + Self.quoted(word)
        } + "\n"
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_=./:,+@".contains($0)) }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
