import ComponentAPI
import Pipeline

enum CleanupCommand {
    static let command = Command(
        name: "cleanup", summary: "Finish what an interrupted run left behind", usage: "cleanup",
        explanation: """
            Ends processes and removes temporary files of runs that were cut off by a crash, a SIGKILL or
            a power cut. Runs that are still alive are left alone.
            """,
        flags: FlagSet([]),
        run: { _, context in
            let reports = try await CleanupLedgerReader.finish(cacheDirectory: context.cacheDirectory)
            for report in reports {
                context.output.write("\(text(of: report))\n")
            }
            if reports.isEmpty { context.output.write("There is nothing to clean up.\n") }
            return reports.contains { $0.failure != nil } ? ExitStatus.failure : ExitStatus.success
        })

    private static func text(of report: CleanupLedgerReader.Report) -> String {
        switch report.entry {
        case .process(let id, startTime: _): text("process \(id)", done: "is gone", report)
        case .path(let path): text(path, done: "is gone", report)
        case .place(let path, earlier: _): text(path, done: "is as it was before the run", report)
        }
    }

    private static func text(_ thing: String, done: String, _ report: CleanupLedgerReader.Report) -> String {
        report.failure.map { "\(thing) is still there: \($0)" } ?? "\(thing) \(done)"
    }
}
