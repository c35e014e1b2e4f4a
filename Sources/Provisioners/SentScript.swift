import BuildEvents
import ComponentAPI
import Scripts

/// What all provisioners that send scripts share: starting again while the machine is away, and judging the end.
struct SentScript: Sendable {
    /// The exit status that stands for a lost connection.
    static let disconnectedStatus = 2_300_218
    /// How long to wait before a start is tried again.
    private static let pause = Duration.seconds(2)

    enum Keys {
        static let startRetryTimeout = OptionKey<Duration>(
            "start_retry_timeout", default: .seconds(300), defaultText: "5m",
            "How long to try again if the script cannot be sent.")
        static let skipsClean = OptionKey<Bool>(
            "skip_clean", default: false, "Whether to leave what was sent on the machine.")
        static let pauseAfter = OptionKey<Duration>(
            "pause_after", default: .zero, defaultText: "0s", "How long to wait after the scripts.")
    }

    /// Exit statuses that count as success.
    let validExitCodes: [Int]
    let startRetryTimeout: Duration
    /// What to do about a script that ends the connection; `nil` where it may.
    let disconnectAdvice: String?

    init(_ script: ScriptOptions, startRetryTimeout: Duration, disconnectAdvice: String?) {
        validExitCodes = script.validExitCodes
        self.startRetryTimeout = startRetryTimeout
        self.disconnectAdvice =
            script.validExitCodes.contains(Self.disconnectedStatus) ? nil : disconnectAdvice
    }

    /// Runs `body` until the machine can be reached; what has been started is not started again.
    ///
    /// - Parameter name: the script in messages.
    /// - Returns: how the script ended; `nil` for a connection that went away while it ran.
    /// - Throws: `ProvisionerError.unreachable` after `start_retry_timeout`.
    func startRetried(
        _ name: String, _ body: (_ started: () -> Void) async throws -> CommandExit
    ) async throws -> CommandExit? {
        let clock = ContinuousClock()
        let end = clock.now + startRetryTimeout
        while true {
            var isRunning = false
            do {
                return try await body { isRunning = true }
            } catch let away as any MachineUnreachable {
                if isRunning && away is CommunicatorDisconnected { return nil }
                guard clock.now < end else { throw ProvisionerError.unreachable(path: name, detail: away.detail) }
            }
            try await Task.sleep(for: min(Self.pause, max(.zero, end - clock.now)))
        }
    }

    /// - Throws: `ScriptError`, `ProvisionerError.disconnected` if the end does not count as success.
    func check(_ exit: CommandExit?, _ name: String) throws {
        switch exit {
        case .status(let status):
            guard validExitCodes.contains(status) else {
                throw ScriptError(ending: "\(status)", allowed: validExitCodes)
            }
        case .signal(let signal):
            throw ScriptError(ending: "signal SIG\(signal)", allowed: validExitCodes)
        case nil:
            if let disconnectAdvice { throw ProvisionerError.disconnected(path: name, advice: disconnectAdvice) }
        }
    }

    /// The pause that `pause_after` asks for.
    static func pause(after: Duration, _ log: BuildLog) async throws {
        guard after > .zero else { return }
        log.say("Pausing after run...")
        try await Task.sleep(for: after)
    }
}
