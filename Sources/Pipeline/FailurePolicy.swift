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

    /// What is asked, with the ways there are to look at the machine first.
    static func question(_ view: MachineView, isResumable: Bool) -> String {
        let looks = [
            view.screen.map { _ in "[v] for the address of its screen" },
            view.communicator.map { _ in "[s] for a shell in the guest" },
        ].compactMap(\.self)
        let question = isResumable ? resumableQuestion : question
        return looks.isEmpty ? question : "\(question) To look first: \(looks.joined(separator: ", "))."
    }

    /// A build that was cancelled is not asked about: the user is on the way out.
    ///
    /// - Parameters:
    ///   - view: how the user gets to see the machine.
    ///   - isResumable: whether the step can go on with the part that failed.
    func choose(
        _ step: String, _ error: any Error, _ view: MachineView = MachineView(), isResumable: Bool = false
    ) async -> FailureChoice {
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
            return await answer(view, isResumable)
        }
    }

    /// Where the user cannot be asked, the machine is cleaned up as it is by default.
    private func answer(_ view: MachineView, _ isResumable: Bool) async -> FailureChoice {
        guard let ask else {
            log.warn("Nobody can be asked what to do; cleaning up.")
            return .cleanUp
        }
        while true {
            do {
                let line = try await ask(Self.question(view, isResumable: isResumable))
                switch (line.lowercased().first, view.screen, view.communicator) {
                case (nil, _, _), ("c", _, _): return .cleanUp
                case ("a", _, _): return .leave
                case ("r", _, _): return .retry
                case ("p", _, _) where isResumable: return .resume
                case ("v", let screen?, _): log.say("The machine's screen is at \(own: screen) (VNC)")
                case ("s", _, let communicator?):
                    try await GuestShell(communicator: communicator, log: log, ask: ask).run()
                default: log.say("Incorrect input: \"\(line)\"")
                }
            } catch {
                log.warn("Error asking for input: \(error)")
                return .cleanUp
            }
        }
    }
}
