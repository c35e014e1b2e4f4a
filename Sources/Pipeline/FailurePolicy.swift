import BuildEvents
import ComponentAPI

/// Decides by `-on-error` what happens after a step of a build failed.
struct FailurePolicy: Sendable {
    let onError: OnError
    let log: BuildLog
    /// `nil` where nobody can answer.
    let ask: (@Sendable (String) async throws -> String)?

    static let question =
        "[c] Clean up and exit, [a] abort without cleanup, or [r] retry step (build may fail even if retry succeeds)?"
    /// For a step of several parts.
    static let resumableQuestion =
        "[c] Clean up and exit, [a] abort without cleanup (the machine stays), [r] retry all provisioners, or "
        + "[p] retry from this provisioner?"

    /// A build that was cancelled is not asked about: the user is on the way out.
    func choose(_ step: String, _ error: any Error) async -> FailureChoice {
        await choose(step, error, isResumable: false)
    }

    /// - Parameter isResumable: whether the step can go on with the part that failed.
    func choose(_ step: String, _ error: any Error, isResumable: Bool) async -> FailureChoice {
        switch onError {
        case .cleanup: return .cleanUp
        case .abort, .runCleanupProvisioner:
            guard !Task.isCancelled else {
                log.error("Interrupted, aborting...")
                return .leave
            }
            // Said here too, since what stays is best looked at before the other builds have ended.
            log.error("\(failureText(error))")
            log.error("Step \"\(own: step)\" failed, aborting...")
            return .leave
        case .ask:
            guard !Task.isCancelled else { return .cleanUp }
            log.error("\(failureText(error))")
            log.say("Step \"\(own: step)\" failed")
            return await answer(isResumable)
        }
    }

    /// Where the user cannot be asked, the machine is cleaned up as it is by default.
    private func answer(_ isResumable: Bool) async -> FailureChoice {
        guard let ask else {
            log.warn("Nobody can be asked what to do; cleaning up.")
            return .cleanUp
        }
        while true {
            do {
                let line = try await ask(isResumable ? Self.resumableQuestion : Self.question)
                switch line.lowercased().first {
                case nil, "c": return .cleanUp
                case "a": return .leave
                case "r": return .retry
                case "p" where isResumable: return .resume
                default: log.say("Incorrect input: \"\(line)\"")
                }
            } catch {
                log.warn("Error asking for input: \(error)")
                return .cleanUp
            }
        }
    }
}
