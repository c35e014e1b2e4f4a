import BuildEvents
import ComponentAPI
import Diagnostics

/// Runs a build's chains of post-processors and keeps or removes what each step was given.
struct PostProcessorChains {
    let build: String
    let chains: [[PlannedPostProcessor]]
    let log: BuildLog

    /// A step that failed; later chains run all the same.
    struct Failure: DiagnosticConvertible {
        var cause: any Error

        var diagnostic: Diagnostic {
            Diagnostic("Post-processor failed", detail: oneLineText(of: cause))
        }
    }

    /// - Returns: the artifacts that are left, and the first failure.
    func run(on original: any Artifact) async -> (artifacts: [any Artifact], error: (any Error)?) {
        guard !chains.isEmpty else { return ([original], nil) }
        var results: [any Artifact] = []
        var keepsOriginal = false
        var failure: (any Error)?
        for chain in chains {
            let outcome = await run(chain, on: original)
            results += outcome.artifacts
            keepsOriginal = keepsOriginal || outcome.keepsOriginal
            failure = failure ?? outcome.error
        }
        // What a failed chain was to be made from is all that is left of the user's work.
        guard !keepsOriginal, failure == nil else { return ([original] + results, failure) }
        do {
            try await original.destroy()
        } catch {
            failure = error
        }
        return (results, failure)
    }

    private struct ChainOutcome {
        var artifacts: [any Artifact] = []
        var keepsOriginal = false
        var error: (any Error)?
    }

    private func run(_ chain: [PlannedPostProcessor], on original: any Artifact) async -> ChainOutcome {
        var outcome = ChainOutcome()
        var current: any Artifact = original
        for (index, planned) in chain.enumerated() {
            let step: PostProcessed
            do {
                step = try await process(current, with: planned)
            } catch {
                if index > 0 { outcome.artifacts.append(current) }
                outcome.error = error is CancellationError ? error : Failure(cause: error)
                outcome.keepsOriginal = outcome.keepsOriginal || index == 0
                return outcome
            }
            let isKept = keeps(step, planned)
            if index == 0 {
                outcome.keepsOriginal = isKept
            } else if isKept {
                outcome.artifacts.append(current)
            } else {
                do {
                    try await current.destroy()
                } catch {
                    outcome.error = outcome.error ?? error
                }
            }
            guard let next = step.artifact else { return outcome }
            current = next
        }
        if !chain.isEmpty { outcome.artifacts.append(current) }
        return outcome
    }

    private func process(_ artifact: any Artifact, with planned: PlannedPostProcessor) async throws -> PostProcessed {
        try Task.checkCancellation()
        let label = planned.name.map { "\($0) (type \(planned.type))" } ?? planned.type
        log.say("Running post-processor: \(label)")
        let processor = try planned.make(artifact.generatedData)
        return try await processor.process(artifact, log: log.renamed("\(build) (\(planned.name ?? planned.type))"))
    }

    private func keeps(_ step: PostProcessed, _ planned: PlannedPostProcessor) -> Bool {
        guard let wanted = planned.keepsInput else { return step.keepsInput }
        if !wanted, step.mustKeepInput {
            log.info("\(planned.type) needs its input artifact: keep_input_artifact = false does not count here")
        }
        return wanted || step.mustKeepInput
    }
}
