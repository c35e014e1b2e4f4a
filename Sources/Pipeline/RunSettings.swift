/// How a run treats its builds.
package struct RunSettings: Sendable {
    /// How many builds may run at a time; `nil` for all of them.
    package var parallelBuilds: Int?
    /// Builds one after the other, and waits for the user before each provisioner.
    package var isDebug: Bool
    /// Asks the user and returns the answer; `nil` where nobody can answer.
    package var ask: (@Sendable (String) async throws -> String)?
    /// Whether the user has the screen of a build's machine before his eyes.
    package var isScreenShown: @Sendable (String) -> Bool = { _ in false }

    package init(
        parallelBuilds: Int? = nil, isDebug: Bool = false, ask: (@Sendable (String) async throws -> String)? = nil
    ) {
        self.parallelBuilds = parallelBuilds
        self.isDebug = isDebug
        self.ask = ask
    }

    func width(for count: Int) -> Int {
        if isDebug { return 1 }
        guard let parallelBuilds, parallelBuilds > 0 else { return max(1, count) }
        return min(parallelBuilds, max(1, count))
    }
}
