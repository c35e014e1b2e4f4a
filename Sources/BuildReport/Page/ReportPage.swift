import BuildEvents
import Cryptography
import Diagnostics

/// The report as one page that needs nothing else: no script, nothing fetched, pictures within.
struct ReportPage {
    /// As it is to be shown.
    let build: RecordedBuild
    let cause: LikelyCause?
    let heading: ReportHeading

    var html: String {
        let sections = sections.filter { !$0.content.isEmpty }
        let links = sections.map { "<a href=\"#\($0.id)\">\($0.title)</a>" }.joined(separator: "\n")
        let content = sections.map { "<h2 id=\"\($0.id)\">\($0.title)</h2>\n\($0.content)\n" }.joined()
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
            style-src 'unsafe-inline'">
            <title>\(escaped(build.name)): \(verdict)</title>
            <style>
            \(PageStyle.text)
            </style>
            </head>
            <body>
            <header>
            <h1>\(escaped(build.name)): \(verdict)</h1>
            <p class="soft">\(escaped(heading.line(after: build.duration)))</p>
            \(causeBox)
            </header>
            <nav>
            \(links)
            </nav>
            <main>
            \(content)</main>
            </body>
            </html>

            """
    }

    private var verdict: String { build.failure == nil ? "finished" : "failed" }

    private func escaped(_ text: String) -> String { HTMLText.escaped(text) }

    private var causeBox: String {
        guard let failure = build.failure else {
            return "<div class=\"cause good\"><p>The build succeeded.</p></div>"
        }
        guard let cause else {
            return """
                <div class="cause"><p>\(escaped(failure.summary))</p>
                <p>\(escaped(build.failureStart))</p></div>
                """
        }
        let advice = cause.advice.map { "<p>\(escaped($0))</p>" }.joined(separator: "\n")
        let sureness =
            switch cause.certainty {
            case .certain: "certain"
            case .likely: "likely"
            case .possible: "possible; no better cause was found"
            }
        return """
            <div class="cause"><p>\(escaped(cause.sentence))</p>
            \(advice)
            <p class="soft">Cause: \(cause.name) (\(sureness))</p></div>
            """
    }
}

/// When and by what a report was made.
package struct ReportHeading: Sendable {
    /// RFC 3339.
    package var start: String
    /// The program's name and version.
    package var program: String

    package init(start: String, program: String) {
        self.start = start
        self.program = program
    }

    fileprivate func line(after duration: Duration) -> String {
        "Run started \(start), ended after \(duration.onTheClock). Made by \(program)."
    }
}

extension ReportPage {
    private struct Section {
        var id: String
        var title: String
        /// Empty where there is nothing to tell.
        var content: String
    }

    private var sections: [Section] {
        [
            Section(id: "failure", title: "What failed", content: failure),
            Section(id: "screen", title: "Screen", content: screens),
            Section(id: "timeline", title: "Timeline", content: timeline),
            Section(id: "serial", title: "Serial port", content: preformatted(build.serial)),
            Section(id: "ssh", title: "Attempts to connect", content: attempts),
            Section(id: "http", title: "HTTP requests of the guest", content: requests),
            Section(id: "events", title: "Machine events", content: machineEvents),
            Section(
                id: "qemu", title: "QEMU",
                content: preformatted(build.words.joined(separator: "\n")) + preformatted(build.commandText)),
            Section(id: "guest", title: "Logs of the guest", content: guestLogs),
        ]
    }

    private func preformatted(_ text: String) -> String {
        text.allSatisfy(\.isWhitespace) ? "" : "<pre>\(escaped(text))</pre>"
    }

    private var failure: String {
        guard let failure = build.failure else { return "" }
        let text = ([failure.summary + (failure.detail.isEmpty ? "" : ": " + failure.detail)] + failure.advice)
        return preformatted(text.joined(separator: "\n"))
    }

    /// The last screen as text and picture; earlier ones behind a click.
    private var screens: String {
        guard let last = build.screens.last else { return "" }
        let earlier = build.screens.dropLast().suffix(30).map { screen in
            "<details><summary>\(screen.time.onTheClock)</summary>\n\(content(of: screen))</details>\n"
        }
        let list = earlier.isEmpty ? "" : "<p>Earlier screens:</p>\n" + earlier.reversed().joined()
        return "<p class=\"soft\">At \(last.time.onTheClock):</p>\n" + content(of: last) + list
    }

    private func content(of screen: RecordedBuild.Screen) -> String {
        var content = ""
        if let lines = screen.lines, !lines.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
            if screen.isOptical { content += "<p class=\"soft\">Guessed by optical character recognition:</p>\n" }
            content += "<pre class=\"screen\">\(escaped(lines.joined(separator: "\n")))</pre>\n"
        }
        if let picture = screen.picture {
            content += "<img alt=\"The machine's screen\" src=\"data:image/png;base64,\(Base64.text(picture))\">\n"
        }
        if screen.hidesPicture { content += "<p class=\"soft\">The picture is left out: it shows a secret.</p>\n" }
        return content
    }

    private var timeline: String {
        table(
            build.timeline.map { moment in
                Row(kind: moment.kind.rawValue, cells: [moment.time.onTheClock, moment.text.text])
            })
    }

    private var attempts: String {
        table(
            build.attempts.map { attempt in
                let times = attempt.count == 1 ? "" : " (\(attempt.count) times, until \(attempt.last.onTheClock))"
                return Row(cells: [attempt.first.onTheClock, attempt.stage, attempt.seen + times])
            })
    }

    private var requests: String {
        table(
            build.requests.map { entry in
                let request = entry.request
                return Row(
                    kind: request.status >= 400 ? "error" : "",
                    cells: [
                        entry.time.onTheClock, "\(request.status)", "\(request.bytes) bytes",
                        "\(request.method) \(request.path)",
                    ])
            })
    }

    private var machineEvents: String {
        table(build.machineEvents.map { Row(cells: [$0.time.onTheClock, $0.name, $0.details]) })
    }

    private var guestLogs: String {
        build.guestLogs.map { "<p>\(escaped($0.name))</p>\n\(preformatted($0.text))" }.joined(separator: "\n")
    }

    private struct Row {
        var kind = ""
        /// The last one takes the room that is left.
        var cells: [String]
    }

    private func table(_ rows: [Row]) -> String {
        guard !rows.isEmpty else { return "" }
        let lines = rows.map { row in
            let cells = row.cells.dropLast().map { "<td>\(escaped($0))</td>" }
            return
                "<tr class=\"\(row.kind)\">\(cells.joined())<td class=\"text\">\(escaped(row.cells.last ?? ""))</td></tr>"
        }
        return "<div class=\"scroll\"><table>\n\(lines.joined(separator: "\n"))\n</table></div>"
    }
}
