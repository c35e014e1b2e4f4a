import BuildEvents
import BuildReport
import Diagnostics
import Pipeline

/// Writes the reports of a run's builds and tells where they are, and why builds most likely failed.
struct BuildReports: Sendable {
    /// Which builds get a report, and where.
    enum Place: Sendable, Equatable {
        /// Those that failed, each beside what it was to make.
        case besideFailed
        /// All of them, in this folder.
        case folder(String)
        case none

        /// - Parameter flag: the value of `-report`, if it is given.
        init(flag: String?) {
            switch flag {
            case nil, "": self = .besideFailed
            case "none": self = .none
            case let folder?: self = .folder(folder)
            }
        }

        var includesSuccess: Bool { if case .folder = self { true } else { false } }
    }

    let place: Place
    let recorder: ReportRecorder
    let heading: ReportHeading
    let redactor: Redactor

    /// Writes and tells; a report that cannot be written fails nothing else.
    func finish(_ outcomes: [BuildOutcome], isInterrupted: Bool, _ sink: any EventSink) {
        var isFirst = true
        for outcome in outcomes {
            guard let build = build(for: outcome, isInterrupted) else { continue }
            if isFirst { BuildLog(build: nil, sink: sink).say(title(outcomes)) }
            isFirst = false
            tell(build, sink)
        }
    }

    private func title(_ outcomes: [BuildOutcome]) -> EventText {
        outcomes.contains { $0.error != nil } ? "\n==> Why builds failed, and where to look:" : "\n==> Reports:"
    }

    /// What is known of a build that something is to be told of.
    private func build(for outcome: BuildOutcome, _ isInterrupted: Bool) -> RecordedBuild? {
        guard var build = recorder.build(named: outcome.name) else { return nil }
        if let error = outcome.error { build.failure = Self.diagnostic(error) }
        build.duration = outcome.duration
        // Nobody looks for the cause of what he ended himself.
        let isEnded = isInterrupted || outcome.isCancelled
        switch place {
        case .folder: return build
        // Builders that run no machine have nothing to tell beyond their error.
        case .besideFailed, .none: return outcome.error != nil && !isEnded && build.destination != nil ? build : nil
        }
    }

    private func tell(_ build: RecordedBuild, _ sink: any EventSink) {
        let log = BuildLog(build: nil, sink: sink)
        let target = BuildLog(build: build.name, sink: sink)
        // Told before anything is written: what fills the disk must not hide why the build failed.
        let cause = build.failure == nil ? nil : LikelyCause.find(in: build.redacted(by: redactor))
        if let cause {
            target.emit(.machine(type: "cause", fields: [cause.name, cause.sentence]))
            log.error("--> \(build.name): \(cause.sentence)")
            for line in cause.advice { log.say("    \(own: line)") }
        } else if build.failure != nil {
            log.error("--> \(build.name): nothing was seen that says more than the error above")
        }
        do {
            guard let page = try folder(of: build)?.write(build, cause: cause, heading: heading, redactor: redactor)
            else { return }
            target.emit(.machine(type: "report", fields: [page]))
            log.say(build.failure == nil ? "--> \(build.name): \(page)" : "    Report: \(page)")
        } catch {
            log.error("--> \(build.name): the report could not be written: \(error)")
        }
    }

    private func folder(of build: RecordedBuild) -> ReportFolder? {
        switch place {
        case .none: nil
        case .besideFailed: .beside(build)
        case .folder(let path): .within(path, build)
        }
    }

    private static func diagnostic(_ error: any Error) -> Diagnostic {
        switch error {
        case let error as any DiagnosticConvertible: error.diagnostic
        case let error as DiagnosticError: error.diagnostics.first ?? Diagnostic("Build failed", detail: "\(error)")
        default: Diagnostic("Build failed", detail: failureText(error))
        }
    }
}
