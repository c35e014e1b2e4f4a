import BuildEvents
import BuildReport
import HostOS
import Pipeline
import TestSupport
import Testing

@testable import IngotCommands

@Suite struct BuildReportsTests {
    /// Ends a run of two builds: `a` makes something in `folder` and fails, `b` makes nothing and fails, `c` succeeds.
    private func finish(_ place: BuildReports.Place, in folder: String, isInterrupted: Bool = false) -> String {
        let stream = CapturedOutput()
        let output = HumanOutput(to: stream, style: HumanOutput.Style(), redactor: Redactor())
        let recorder = ReportRecorder(names: ["a", "b", "c"], next: NotedEvents())
        for name in ["a", "c"] {
            BuildLog(build: name, sink: recorder).emit(
                .exhibit(.destination(path: HostPath.join(folder, "output-\(name)"))))
        }
        let reports = BuildReports(
            place: place, recorder: recorder, heading: ReportHeading(start: "", program: ""), redactor: Redactor())
        let failure = OutputFailure(description: "Script exited with non-zero exit status: 3.")
        let outcomes = [
            BuildOutcome(name: "a", artifacts: [], error: failure, duration: .zero),
            BuildOutcome(name: "b", artifacts: [], error: failure, duration: .zero),
            BuildOutcome(name: "c", artifacts: [], error: nil, duration: .zero),
        ]
        reports.finish(outcomes, isInterrupted: isInterrupted, output)
        return stream.text.replacing(folder + "/", with: "")
    }

    private func demand(_ folder: String, holds names: [String]) throws {
        #expect(try HostFiles.list(folder).sorted() == names)
    }

    private let cause = "--> a: A script ended with status 3 and printed nothing.\n"

    @Test(
        arguments: [
            (nil, .besideFailed), ("", .besideFailed), ("none", .none), ("out", .folder("out")),
        ] as [(String?, BuildReports.Place)])
    func `the flag says where reports go`(flag: String?, place: BuildReports.Place) {
        #expect(BuildReports.Place(flag: flag) == place)
    }

    @Test func `a build that failed has a report beside what it was to make, and its cause is told`() async throws {
        try await withTemporaryDirectory { folder in
            let text = finish(.besideFailed, in: folder)
            #expect(text.hasPrefix("\n==> Why builds failed, and where to look:\n" + cause))
            #expect(text.hasSuffix("    Report: output-a.ingot-report/index.html\n"))
            try demand(folder, holds: ["output-a.ingot-report"])
        }
    }

    @Test func `a report that cannot be written hides no cause`() async throws {
        try await withTemporaryDirectory { folder in
            let taken = HostPath.join(folder, "output-a.ingot-report")
            try HostFiles.write("somebody's", to: taken)
            let text = finish(.besideFailed, in: folder)
            #expect(text.contains(cause))
            #expect(text.contains("--> a: the report could not be written: output-a.ingot-report exists"))
            #expect(try HostFiles.readText(taken) == "somebody's")
        }
    }

    @Test func `without reports the cause is told all the same`() async throws {
        try await withTemporaryDirectory { folder in
            let text = finish(.none, in: folder)
            #expect(text.contains(cause))
            #expect(!text.contains("Report"))
            try demand(folder, holds: [])
        }
    }

    @Test func `a chosen folder has a report of every build`() async throws {
        try await withTemporaryDirectory { folder in
            let text = finish(.folder(HostPath.join(folder, "reports")), in: folder)
            #expect(text.contains("--> c: reports/c/index.html\n"))
            try demand(HostPath.join(folder, "reports"), holds: ["a", "b", "c"])
        }
    }

    @Test func `of a run that was interrupted nothing is told, unless its reports were asked for`() async throws {
        try await withTemporaryDirectory { folder in
            #expect(finish(.besideFailed, in: folder, isInterrupted: true).isEmpty)
            try demand(folder, holds: [])
            _ = finish(.folder(HostPath.join(folder, "reports")), in: folder, isInterrupted: true)
            try demand(folder, holds: ["reports"])
        }
    }

    @Test func `a report that cannot be written is told of and ends nothing`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("mine", to: HostPath.join(folder, "output-a.ingot-report"))
            #expect(finish(.besideFailed, in: folder).contains("--> a: the report could not be written: "))
        }
    }
}
