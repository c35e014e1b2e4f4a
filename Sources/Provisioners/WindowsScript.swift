import BuildEvents
import ComponentAPI
import HostOS
import Scripts

/// What the provisioners for Windows share: starting scripts again while the machine is away, and judging their ends.
struct WindowsScript: Sendable {
    let script: ScriptOptions
    let startRetryTimeout: Duration

    /// How long to wait before a start is tried again.
    private static let pause = Duration.seconds(2)

    /// Runs `body` until the machine can be reached; what has been started is not started again.
    ///
    /// - Returns: how the script ended; `nil` for a connection that went away while it ran.
    func startRetried(
        _ name: String, _ body: (_ started: () -> Void) async throws -> CommandExit
    ) async throws -> CommandExit? {
        let clock = ContinuousClock()
        let end = clock.now + startRetryTimeout
        while true {
            var isRunning = false
            do {
                return try await body { isRunning = true }
            } catch let lost as CommunicatorDisconnected {
                if isRunning { return nil }
                guard clock.now < end else { throw ProvisionerError.unreachable(path: name, detail: lost.detail) }
            }
            try await Task.sleep(for: min(Self.pause, max(.zero, end - clock.now)))
        }
    }

    /// - Throws: `ScriptError`, `ProvisionerError` if the end does not count as success.
    func check(_ exit: CommandExit?, _ name: String) throws {
        switch exit {
        case .status(let status):
            guard script.validExitCodes.contains(status) else {
                throw ScriptError(ending: "\(status)", allowed: script.validExitCodes)
            }
        case .signal(let signal):
            throw ScriptError(ending: "signal SIG\(signal)", allowed: script.validExitCodes)
        case nil:
            guard script.validExitCodes.contains(ShellProvisioner.disconnectedStatus) else {
                throw ProvisionerError.unsuitable(
                    "The connection was lost while the script ran (\(name)). If it restarts the machine, add "
                        + "\(ShellProvisioner.disconnectedStatus) to valid_exit_codes, or restart it by a "
                        + "windows-restart provisioner.")
            }
        }
    }

    /// The scripts in their order, under the names that messages use, as the bytes that are sent.
    ///
    /// - Parameter inline: makes a script of the inline commands.
    func all(inline: ([String]) -> [UInt8]) throws -> [(name: String, bytes: [UInt8])] {
        guard script.inline.isEmpty else { return [("inline script", inline(script.inline))] }
        // As they are: Windows wants its own line ends where it wants any.
        return try script.scripts.map { ($0, try HostFiles.read($0)) }
    }

    static func show(_ output: CommandOutput, _ log: BuildLog) {
        switch output {
        case .standardOutput(let line): log.message(line)
        case .standardError(let line): log.error(line)
        }
    }
}
