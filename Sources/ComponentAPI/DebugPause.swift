import BuildEvents

/// Where a build with `-debug` stops until the user lets it go on.
package struct DebugPause: Sendable {
    /// Shows a question and waits for the answer; `nil` for no stop.
    private let ask: (@Sendable (String) async throws -> String)?
    private let log: BuildLog

    package init(ask: (@Sendable (String) async throws -> String)?, log: BuildLog) {
        self.ask = ask
        self.log = log
    }

    /// Waits for the user; where nobody can press a key, the build goes on.
    ///
    /// - Throws: `CancellationError` only.
    package func wait(_ question: String) async throws {
        guard let ask else { return }
        do {
            _ = try await ask(question)
        } catch {
            try Task.checkCancellation()
            log.warn("Not pausing: \(error)")
        }
    }

    /// Waits while what a failed step made can still be looked at.
    package func waitBeforeCleanUp(of step: String) async {
        guard !Task.isCancelled else { return }
        // Whoever cancels the build while it waits wants the clean-up.
        try? await wait("Pausing before cleanup of step '\(step)'. Press enter to continue.")
    }
}
