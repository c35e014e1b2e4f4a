import BuildEvents
import ComponentAPI
import Pipeline

/// What is said at the end of a run.
package struct RunSummary: Sendable {
    package static let cancelling = "Cancelling build after receiving interrupt"
    package static let cancelled = "Cleanly cancelled builds after being interrupted."

    let outcomes: [BuildOutcome]
    let duration: Duration
    let isInterrupted: Bool

    package init(outcomes: [BuildOutcome], duration: Duration, isInterrupted: Bool) {
        self.outcomes = outcomes
        self.duration = duration
        self.isInterrupted = isInterrupted
    }

    /// 0 if every build succeeded, else 1.
    package var exitStatus: Int32 {
        isInterrupted || outcomes.isEmpty || outcomes.contains { $0.error != nil } ? 1 : 0
    }

    /// Tells it, and the machine-readable lines with it.
    package func emit(to sink: any EventSink) {
        let log = BuildLog(build: nil, sink: sink)
        log.say("\n==> Wait completed after \(DurationWords.text(duration))")
        guard !isInterrupted else { return log.say(Self.cancelled) }
        emitErrors(log, sink)
        emitArtifacts(log, sink)
    }

    private func emitErrors(_ log: BuildLog, _ sink: any EventSink) {
        let failed = outcomes.filter { $0.error != nil }
        guard !failed.isEmpty else { return }
        log.emit(.machine(type: "error-count", fields: ["\(failed.count)"]))
        log.error("\n==> Some builds didn't complete successfully and had errors:")
        for outcome in failed {
            let text = outcome.errorText ?? ""
            BuildLog(build: outcome.name, sink: sink).emit(.machine(type: "error", fields: [text]))
            log.error("--> \(outcome.name): \(text)")
        }
    }

    private func emitArtifacts(_ log: BuildLog, _ sink: any EventSink) {
        let successful = outcomes.filter { $0.error == nil && !$0.artifacts.isEmpty }
        guard !successful.isEmpty else {
            return log.say("\n==> Builds finished but no artifacts were created.")
        }
        log.say("\n==> Builds finished. The artifacts of successful builds are:")
        for outcome in successful {
            let target = BuildLog(build: outcome.name, sink: sink)
            target.emit(.machine(type: "artifact-count", fields: ["\(outcome.artifacts.count)"]))
            for (index, artifact) in outcome.artifacts.enumerated() {
                emit(artifact, index, target)
                let text = artifact.description
                log.say("--> \(outcome.name): \(text.isEmpty ? "<nothing>" : text)")
            }
        }
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
