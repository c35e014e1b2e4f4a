internal import AsyncSupport
internal import BuildEvents
internal import Synchronization
internal import WinRM

/// Waits until a machine's WinRM service lets us in, and says honestly how far each attempt came.
struct WinRMConnector: Sendable {
    var settings: WinRMSettings
    let timeout: Duration
    var pace: WinRMPace
    let log: BuildLog

    /// Connects, again and again until it works.
    ///
    /// - Throws: `WinRMConnectionError` with what was seen.
    func connect() async throws -> WinRMClient {
        let history = WinRMAttempts()
        do {
            return try await withDeadline(timeout) { try await attempts(history) }
        } catch is DeadlineExceeded {
            throw WinRMConnectionError(reason: .timeout(timeout), lines: history.lines, last: history.last)
        }
    }

    private func attempts(_ history: WinRMAttempts) async throws -> WinRMClient {
        var refusals = 0
        while true {
            let failure: WinRMError
            do {
                return try await attempt()
            } catch let error as WinRMError {
                failure = error
            } catch let fault as WSManFault {
                failure = WinRMError(fault)
            }
            if history.add(failure) { log.message("Waiting for WinRM: \(failure.message)") }
            let isRefusal = failure.stage == .login || failure.stage == .certificate
            if isRefusal { refusals += 1 }
            guard refusals < pace.mostRefusals else {
                throw WinRMConnectionError(
                    reason: .refused(attempts: refusals), lines: history.lines, last: history.last)
            }
            try await Task.sleep(for: isRefusal ? pace.afterRefusal : pace.afterSilence)
        }
    }

    /// One attempt, which ends with PowerShell's answer: the service is there earlier than what it runs.
    private func attempt() async throws -> WinRMClient {
        let client = try WinRMClient(settings)
        var output: [UInt8] = []
        let word = "WinRM connected."
        _ = try await RemoteShell.with(client) { shell in
            try await shell.run(PowerShell.command("Write-Output '\(word)'")) { stream, bytes in
                if stream == .standardOutput { output += bytes.prefix(4096) }
            }
        }
        guard String(decoding: output, as: UTF8.self).contains(word) else {
            throw WinRMError(.service, "the service runs commands, but PowerShell does not answer yet")
        }
        return client
    }
}

/// How often a machine is asked.
struct WinRMPace: Sendable {
    var afterSilence = Duration.seconds(5)
    /// Longer, because Windows locks an account that is tried with a wrong password too often.
    var afterRefusal = Duration.seconds(10)
    /// Windows 11 locks an account after ten wrong passwords in ten minutes; a few are borne because the service may
    /// run before the installation has made the account.
    var mostRefusals = 8

    /// - Parameter host: a forwarded port of this host costs nothing to ask.
    init(host: String) {
        if host == "localhost" || host == "::1" || host.hasPrefix("127.") { afterSilence = .seconds(1) }
    }
}

/// What the attempts saw; outlives them if a deadline ends them.
final class WinRMAttempts: Sendable {
    private struct Entry {
        var error: WinRMError
        var count = 1
        var first: Duration
        var last: Duration
    }

    /// The oldest are dropped beyond this many.
    private static let mostEntries = 100

    private let start = ContinuousClock.now
    private let entries = Mutex<[Entry]>([])

    var last: WinRMError? { entries.withLock { $0.last?.error } }

    /// One line for each kind of failure in a row.
    var lines: [String] {
        entries.withLock { $0 }.map { entry in
            let times = entry.count == 1 ? "" : " to \(entry.last.tenths) s (\(entry.count) times)"
            return "\(entry.first.tenths) s\(times.isEmpty ? "" : times): \(entry.error.message)"
        }
    }

    /// - Returns: whether this differs from the attempt before.
    func add(_ error: WinRMError) -> Bool {
        let time = ContinuousClock.now - start
        return entries.withLock { entries in
            if let last = entries.indices.last, entries[last].error == error {
                entries[last].count += 1
                entries[last].last = time
                return false
            }
            entries.append(Entry(error: error, first: time, last: time))
            if entries.count > Self.mostEntries { entries.removeFirst() }
            return true
        }
    }
}
