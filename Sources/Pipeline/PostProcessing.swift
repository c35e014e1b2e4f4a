import BuildEvents
import ComponentAPI

/// Runs a build's chains of post-processors one after the other, each from the builder's artifact.
struct PostProcessing: Sendable {
    struct Result: Sendable {
        var artifacts: [any Artifact]
        var error: (any Error)?
    }

    /// What one chain left.
    private struct ChainEnd {
        var artifacts: [any Artifact] = []
        var keepsOriginal = false
        var failures: [String] = []
    }

    let chains: [[PlannedPostProcessor]]
    let log: BuildLog

    func run(on original: any Artifact) async -> Result {
        var ends: [ChainEnd] = []
        for chain in chains where !chain.isEmpty {
            ends.append(await run(chain, on: original))
        }
        var artifacts = ends.flatMap(\.artifacts)
        var failures = ends.flatMap(\.failures)
        // After a failure the builder's artifact is what the user can go on from.
        if ends.isEmpty || ends.contains(where: { $0.keepsOriginal || !$0.failures.isEmpty }) {
            artifacts.insert(original, at: 0)
        } else if let failure = await destroy(original) {
            failures.append(failure)
        }
        return Result(artifacts: artifacts, error: failures.isEmpty ? nil : PipelineError.postProcessors(failures))
    }

    private func run(_ chain: [PlannedPostProcessor], on original: any Artifact) async -> ChainEnd {
        var end = ChainEnd()
        var current = original
        for (index, step) in chain.enumerated() {
            let processed: PostProcessed
            do {
                processed = try await run(step, on: current)
            } catch {
                end.failures.append("Post-processor failed: \(failureText(error))")
                // What went into a failed step is all there is: it stays.
                index == 0 ? end.keepsOriginal = true : end.artifacts.append(current)
                return end
            }
            let keeps = keepsInput(step, processed)
            if index == 0 {
                end.keepsOriginal = keeps
            } else if keeps {
                end.artifacts.append(current)
            } else if let failure = await destroy(current) {
                end.failures.append(failure)
            }
            guard let next = processed.artifact else { return end }
            current = next
        }
        end.artifacts.append(current)
        return end
    }

    private func run(_ step: PlannedPostProcessor, on artifact: any Artifact) async throws -> PostProcessed {
        log.say(
            step.name.map { "Running post-processor: \($0) (type \(step.type))" }
                ?? "Running post-processor: \(step.type)")
        let processor = try step.make(artifact.generatedData)
        return try await processor.process(artifact, log: log.renamed("\(log.build ?? "") (\(step.type))"))
    }

    private func keepsInput(_ step: PlannedPostProcessor, _ processed: PostProcessed) -> Bool {
        let wanted = step.keepsInput ?? processed.keepsInput
        guard !wanted, processed.mustKeepInput else { return wanted }
        log.info("The \(step.type) post-processor needs its input to stay: keep_input_artifact = false does not count.")
        return true
    }

    private func destroy(_ artifact: any Artifact) async -> String? {
        do {
            try await artifact.destroy()
            return nil
        } catch {
            return "Failed cleaning up the artifact that is not kept: \(failureText(error))"
        }
    }
}
