import BuildEvents
import ComponentAPI
import HostOS
import Pipeline

/// What is said at the end of a run.
package struct RunSummary: Sendable {
    let outcomes: [BuildOutcome]
    let duration: Duration
    let isInterrupted: Bool

    /// - Parameter outcomes: of the builds that were started.
    package init(outcomes: [BuildOutcome], duration: Duration, isInterrupted: Bool) {
        self.outcomes = outcomes
        self.duration = duration
        self.isInterrupted = isInterrupted
    }

    /// What is said when a signal begins to end the run.
    package static func cancelling(after signal: ProcessSignal) -> EventText {
        switch signal {
        case .terminate: "Cancelling build after receiving terminated"
        case .hangUp: "Cancelling build after receiving hangup"
        default: "Cancelling build after receiving interrupt"
        }
    }

    /// 0 if every build succeeded, else 1.
    package var exitStatus: Int32 {
        isInterrupted || outcomes.isEmpty || outcomes.contains { $0.error != nil } ? 1 : 0
    }

    /// Tells it, and the machine-readable lines with it.
    package func emit(to sink: any EventSink) {
        let log = BuildLog(build: nil, sink: sink)
        log.say("\n==> Wait completed after \(own: DurationWords.text(duration))")
        guard !isInterrupted else { return log.say("Cleanly cancelled builds after being interrupted.") }
        emitErrors(log, sink)
        emitRemains(log)
        emitArtifacts(log, sink)
    }

    private var failed: [BuildOutcome] { outcomes.filter { $0.error != nil } }
    private var remains: [BuildOutcome] { failed.filter { !$0.artifacts.isEmpty } }

    private func emitErrors(_ log: BuildLog, _ sink: any EventSink) {
        guard !failed.isEmpty else { return }
        log.emit(.machine(type: "error-count", fields: ["\(failed.count)"]))
        log.error("\n==> Some builds didn't complete successfully and had errors:")
        for outcome in failed {
            let text = outcome.errorText ?? ""
            BuildLog(build: outcome.name, sink: sink).emit(.machine(type: "error", fields: [text]))
            log.error("--> \(outcome.name): \(text)")
        }
    }

    /// A post-processor that failed does not take the builder's work with it.
    ///
    /// Programs are not told: to them an artifact line means a build that succeeded.
    private func emitRemains(_ log: BuildLog) {
        guard !remains.isEmpty else { return }
        log.say("\n==> These artifacts of builds with errors were kept:")
        for outcome in remains {
            for artifact in outcome.artifacts { log.say(line(outcome, artifact)) }
        }
    }

    private func emitArtifacts(_ log: BuildLog, _ sink: any EventSink) {
        let successful = outcomes.filter { $0.error == nil && !$0.artifacts.isEmpty }
        guard !successful.isEmpty else {
            guard remains.isEmpty else { return }
            return log.say("\n==> Builds finished but no artifacts were created.")
        }
        log.say("\n==> Builds finished. The artifacts of successful builds are:")
        for outcome in successful {
            let target = BuildLog(build: outcome.name, sink: sink)
            target.emit(.machine(type: "artifact-count", fields: ["\(outcome.artifacts.count)"]))
            for (index, artifact) in outcome.artifacts.enumerated() {
                emit(artifact, index, target)
                log.say(line(outcome, artifact))
            }
        }
    }

    private func line(_ outcome: BuildOutcome, _ artifact: any Artifact) -> EventText {
        let text = artifact.description
        return "--> \(outcome.name): \(text.isEmpty ? "<nothing>" : text)"
    }

    private func emit(_ artifact: any Artifact, _ index: Int, _ log: BuildLog) {
        func tell(_ fields: String...) { log.emit(.machine(type: "artifact", fields: ["\(index)"] + fields)) }
        tell("builder-id", artifact.builderID)
        tell("id", artifact.id)
        tell("string", artifact.description)
        tell("files-count", "\(artifact.files.count)")
        for (number, path) in artifact.files.enumerated() { tell("file", "\(number)", path) }
        tell("end")
    }
}
