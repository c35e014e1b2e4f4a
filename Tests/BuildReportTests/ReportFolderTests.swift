import BuildEvents
import BuildReport
import Diagnostics
import HostOS
import JSONText
import Synchronization
import TestSupport
import Testing

@Suite struct ReportFolderTests {
    private let heading = ReportHeading(start: "2026-01-31T12:00:00Z", program: "Ingot <1>")

    /// A build in which everything that can be shown is hostile.
    private var hostile: RecordedBuild {
        let evil = "</pre><script>alert('x')</script><img src=http://192.0.2.1/a>\u{1B}[2J & \"hunter2\""
        var build = RecordedBuild(name: "qemu.<b>")
        for kind: BuildEvent.Kind in [
            .say(evil), .message(evil), .error(evil), .log(.info, evil),
            .exhibit(.screen(ScreenExhibit(lines: ["one", evil], picture: nil))),
            .exhibit(.screen(ScreenExhibit(lines: ["two"], picture: [0x89, 0x50]))),
            .exhibit(.serial(evil)), .exhibit(.command(["qemu", "-name", evil])), .exhibit(.words([evil])),
            .exhibit(.state(evil)), .exhibit(.machineEvent(name: evil, details: evil)),
            .exhibit(.request(RequestExhibit(method: evil, path: evil, status: 404, bytes: 1, suggestion: evil))),
            .exhibit(.attempt(stage: "dial", seen: evil)), .exhibit(.guestLog(name: "../" + evil, text: evil)),
        ] { build.note(kind) }
        build.failure = Diagnostic("Build failed", detail: evil, advice: [evil])
        return build
    }

    private func withReport(
        of build: RecordedBuild, _ body: (_ folder: String, _ cause: LikelyCause?) throws -> Void
    ) async throws {
        let redactor = Redactor()
        redactor.add("hunter2")
        try await withTemporaryDirectory { directory in
            let folder = HostPath.join(directory, "x.ingot-report")
            let cause = build.failure == nil ? nil : LikelyCause.find(in: build.redacted(by: redactor))
            let page = try ReportFolder(path: folder).write(
                build, cause: cause, heading: heading, redactor: redactor)
            #expect(page == HostPath.join(folder, "index.html"))
            try body(folder, cause)
        }
    }

    @Test func `whatever a guest wrote stays text in the page, and no file has a secret`() async throws {
        try await withReport(of: hostile) { folder, _ in
            let page = try HostFiles.readText(HostPath.join(folder, "index.html"))
            for foreign in ["<script", "<img src=http", "<b>", "\u{1B}", "</pre></pre>"] {
                #expect(!page.contains(foreign), "\(foreign)")
            }
            #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
            #expect(page.contains("default-src 'none'"))
            #expect(!page.contains("src=\"http"))
            for name in try HostFiles.list(folder) {
                let text = try HostFiles.readText(HostPath.join(folder, name))
                #expect(!text.contains("hunter2"), "\(name)")
                #expect(!text.contains("\u{1B}[2J &"), "\(name)")
            }
        }
    }

    @Test func `each kind of evidence has its file, and names lead nowhere else`() async throws {
        try await withReport(of: hostile) { folder, _ in
            let names = try HostFiles.list(folder)
            for name in [
                "timeline.txt", "screen.txt", "serial.log", "qemu-command.txt", "qemu-stderr.txt", "machine-events.txt",
                "http-access.log", "connection-attempts.txt", "recording.cast", "screen-1.png", "index.html",
                "report.json",
            ] {
                #expect(names.contains(name), "\(names)")
            }
            #expect(names.filter { $0.hasPrefix("guest-") }.count == 1)
            #expect(names.count == 13)
            let facts = try JSONParser.parse(try HostFiles.readText(HostPath.join(folder, "report.json")))
            #expect(facts["succeeded"]?.bool == false)
            #expect(facts["cause"]?["name"]?.string == "answers-missing")
            #expect(facts["files"]?.array?.count == 12)
        }
    }

    @Test func `the picture of a screen is in the page itself`() async throws {
        try await withReport(of: hostile) { folder, _ in
            let page = try HostFiles.readText(HostPath.join(folder, "index.html"))
            #expect(page.contains("<img alt=\"The machine's screen\" src=\"data:image/png;base64,iVA=\">"))
        }
    }

    @Test(arguments: [["login hunter2"], ["so long that it goes on in the next row: hunt", "er2"]])
    func `a picture on which a secret can be read is left out`(lines: [String]) async throws {
        var build = RecordedBuild(name: "qemu.x")
        build.note(.exhibit(.screen(ScreenExhibit(lines: lines, picture: [1, 2, 3]))))
        try await withReport(of: build) { folder, _ in
            #expect(try HostFiles.list(folder).allSatisfy { !$0.hasSuffix(".png") })
            let page = try HostFiles.readText(HostPath.join(folder, "index.html"))
            #expect(page.contains("it shows a secret"))
            #expect(!page.contains("AQID"))
            #expect(!page.contains("hunt\n"))
        }
    }

    @Test func `an earlier report is replaced, and the folder of somebody else is not`() async throws {
        try await withTemporaryDirectory { directory in
            let path = HostPath.join(directory, "r")
            var build = RecordedBuild(name: "qemu.x")
            build.note(.exhibit(.serial("first")))
            _ = try ReportFolder(path: path).write(build, cause: nil, heading: heading, redactor: Redactor())
            #expect(try HostFiles.list(path).contains("serial.log"))
            _ = try ReportFolder(path: path).write(
                RecordedBuild(name: "y"), cause: nil, heading: heading, redactor: Redactor())
            #expect(try !HostFiles.list(path).contains("serial.log"))
            #expect(try HostFiles.list(directory) == ["r"])
            let other = HostPath.join(directory, "other")
            try HostFiles.createDirectory(other)
            try HostFiles.write("mine", to: HostPath.join(other, "notes"))
            #expect(throws: ReportError.self) {
                try ReportFolder(path: other).write(build, cause: nil, heading: heading, redactor: Redactor())
            }
            #expect(try HostFiles.list(other) == ["notes"])
        }
    }

    @Test func `half a report is noted for a later clean-up, by its whole path`() async throws {
        try await withTemporaryDirectory { directory in
            let noted = Mutex<[String]>([])
            let witness = TemporaryPath.Witness { path in
                noted.withLock { $0.append("begin " + path) }
            } end: { path in
                noted.withLock { $0.append("end " + path) }
            }
            // Relative, as templates mostly have it.
            let path = HostPath.relative(directory + "/r", to: try HostPath.absolute("."))
            try TemporaryPath.$witness.withValue(witness) {
                _ = try ReportFolder(path: path).write(
                    RecordedBuild(name: "x"), cause: nil, heading: heading, redactor: Redactor())
            }
            let (first, last) = noted.withLock { ($0.first ?? "", $0.last ?? "") }
            #expect(first.hasPrefix("begin /") && first.contains("/.r.unfinished-"))
            #expect(last == first.replacing("begin ", with: "end "))
            #expect(try HostFiles.list(directory) == ["r"])
        }
    }

    @Test func `a report stands beside what the build was to make, else it has the build's name`() {
        var build = RecordedBuild(name: "a/b.qemu.x")
        #expect(ReportFolder.beside(build).path == "a-b.qemu.x.ingot-report")
        build.note(.exhibit(.destination(path: "images/debian/")))
        #expect(ReportFolder.beside(build).path == "images/debian.ingot-report")
        #expect(ReportFolder.within("reports", RecordedBuild(name: "..")).path == "reports/build..")
    }

    @Test func `a recording plays the screens at the times at which they were seen`() async throws {
        var build = RecordedBuild(name: "qemu.x")
        build.note(.exhibit(.screen(ScreenExhibit(lines: ["one"]))), at: .seconds(10))
        build.note(.exhibit(.screen(ScreenExhibit(lines: ["two", "rows"]))), at: .milliseconds(12_345))
        try await withReport(of: build) { folder, _ in
            let lines = try HostFiles.readText(HostPath.join(folder, "recording.cast")).split(separator: "\n")
            let header = try JSONParser.parse(String(lines[0]))
            #expect(header["version"]?.int == 2)
            let frame = try JSONParser.parse(String(lines[2]))
            #expect(frame[0] == .number("2.345"))
            #expect(frame[2]?.string == "\u{1B}[H\u{1B}[2Jtwo\r\nrows")
        }
    }

    @Test(arguments: [true, false])
    func `a screen that was guessed is marked in the page and in its file`(isOptical: Bool) async throws {
        var build = RecordedBuild(name: "qemu.x")
        build.note(.exhibit(.screen(ScreenExhibit(lines: ["Select a language"], isOptical: isOptical))))
        try await withReport(of: build) { folder, _ in
            let page = try HostFiles.readText(HostPath.join(folder, "index.html"))
            #expect(page.contains("optical character recognition") == isOptical)
            let text = try HostFiles.readText(HostPath.join(folder, "screen.txt"))
            #expect(text == (isOptical ? "(guessed by optical character recognition)\n" : "") + "Select a language\n")
        }
    }
}
