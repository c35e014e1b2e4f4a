import BuildEvents
import Diagnostics

extension RecordedBuild {
    /// The same build with every registered secret masked, and without what a terminal or a page must not be given.
    ///
    /// A picture on which a secret can be read is left out.
    package func redacted(by redactor: Redactor) -> RecordedBuild {
        func clean(_ text: String) -> String { redactor.redact(TerminalText.printable(text)) }
        func clean(_ lines: [String]) -> [String] {
            clean(lines.joined(separator: "\n")).split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
        }
        var build = self
        build.name = clean(name)
        build.timeline = timeline.map { moment in
            var moment = moment
            moment.text = EventText(redactor.redact(moment.text.printable))
            return moment
        }
        build.screens = screens.map { $0.redacted(by: redactor) }
        build.command = command.map(clean)
        build.words = words.isEmpty ? [] : clean(words)
        build.state = state.map(clean)
        build.serial = clean(serial)
        for index in machineEvents.indices {
            build.machineEvents[index].name = clean(machineEvents[index].name)
            build.machineEvents[index].details = clean(machineEvents[index].details)
        }
        for index in requests.indices {
            build.requests[index].request.method = clean(requests[index].request.method)
            build.requests[index].request.path = clean(requests[index].request.path)
            build.requests[index].request.suggestion = requests[index].request.suggestion.map(clean)
        }
        for index in attempts.indices { build.attempts[index].seen = clean(attempts[index].seen) }
        build.guestLogs = guestLogs.map { GuestLog(name: clean($0.name), text: clean($0.text)) }
        if let failure {
            build.failure?.summary = clean(failure.summary)
            build.failure?.detail = clean(failure.detail)
            build.failure?.advice = failure.advice.map(clean)
        }
        return build
    }
}

extension RecordedBuild.Screen {
    fileprivate func redacted(by redactor: Redactor) -> RecordedBuild.Screen {
        guard let lines else { return self }
        var screen = self
        let shown = ShownScreen(lines, redactor: redactor)
        screen.lines = shown.lines
        guard shown.hasSecret else { return screen }
        screen.hidesPicture = picture != nil
        screen.picture = nil
        return screen
    }
}

/// What may be shown of a screen's text: no secret, and nothing that drives a terminal.
package struct ShownScreen: Sendable, Hashable {
    package let lines: [String]
    /// Whether a secret stood there, so that a picture of the screen must not be shown.
    package let hasSecret: Bool

    package init(_ lines: [String], redactor: Redactor) {
        let text = TerminalText.printable(lines.joined(separator: "\n"))
        let masked = redactor.redact(text)
        // A long word goes on in the next row.
        let unbroken = text.filter { $0 != "\n" }
        hasSecret = masked != text || redactor.redact(unbroken) != unbroken
        self.lines =
            hasSecret && masked == text
            ? ["(left out: the screen shows a secret)"]
            : masked.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
