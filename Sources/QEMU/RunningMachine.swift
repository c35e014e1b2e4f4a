import AsyncSupport
import ComponentAPI
import HostOS
import QMP

/// A QEMU that runs, with its monitor.
package struct RunningMachine: Sendable {
    /// Its QMP monitor.
    package let monitor: QMPClient
    /// Its program and arguments.
    package let command: [String]
    let process: ChildProcess
    let words: LastLines

    /// The last lines of QEMU's standard error.
    package var standardError: [String] { words.all }
    /// The number of the process, for kill(2).
    package var processID: Int32 { process.id }
    /// Whether the process has ended, however.
    package var hasEnded: Bool { process.exit != nil }

    /// Waits until QEMU ends by itself.
    package func waitForEnd() async throws -> ProcessExit {
        try await process.wait()
    }

    /// Runs `body`, which needs the machine: it is cancelled as soon as QEMU ends or the guest is halted for good.
    ///
    /// - Throws: `QEMUEnded` or `MachineHalted` then, else what `body` throws.
    package func whileRunning<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                let exit = try await process.wait()
                throw QEMUEnded(exit: exit, duringStart: false, command: command, words: words.all)
            }
            group.addTask { throw try await waitForHalt() }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}

extension RunningMachine {
    /// Waits until the guest is halted by a trouble that does not pass by itself.
    func waitForHalt() async throws -> MachineHalted {
        try await waitForStop { MachineHalted(status: $0) }
    }

    /// Waits until the guest reboots or switches itself off, in a machine that stops then.
    ///
    /// - Returns: whether it reboots.
    /// - Throws: `QEMUEnded` if QEMU ends first, `MachineHalted`.
    package func waitForGuestEnd() async throws -> Bool {
        try await whileRunning { try await waitForStop { $0 == "shutdown" ? () : nil } }
        return await monitor.shutdownReason == "guest-reset"
    }

    /// Waits until the machine has stopped in a state (`query-status`) that `find` knows.
    private func waitForStop<Value: Sendable>(_ find: @Sendable (String) -> Value?) async throws -> Value {
        do {
            while true {
                let stops = await monitor.stopCount
                if let found = find(try await monitor.status()) { return found }
                try await monitor.waitForStop(beyond: stops)
            }
        } catch is QMPError {
            // QEMU is ending, which its exit status tells better.
            try await Task.sleep(for: .seconds(1 << 30))
            throw CancellationError()
        }
    }
}

/// Starts QEMU, runs `body` once its monitor answers, and ends QEMU afterwards, but for a `LeftAsIs`.
///
/// The monitor answers when the machine is made: ports are bound and disks opened then.
///
/// - Parameters:
///   - monitorSocket: the unix socket that the command line gives to the monitor.
///   - ledger: keeps note of the process.
///   - mayOutliveUs: lets it go on if this program ends without having ended it.
/// - Throws: `QEMUEnded` if QEMU ends before its monitor answers, else what `body` throws.
package func withMachine<Value: Sendable>(
    _ program: QEMUProgram, _ line: CommandLine, monitorSocket: String, ledger: any CleanupLedger,
    mayOutliveUs: Bool = false, _ body: (RunningMachine) async throws -> Value
) async throws -> Value {
    let command = [program.path] + line.arguments
    let child = try await ChildProcess.start(
        program.path, line.arguments, standardOutput: .pipe, standardError: .standardOutput,
        dieWithParent: !mayOutliveUs)
    // Unless it may outlive us, QEMU dies with us: see ChildProcess.
    let entry = LedgerEntry.process(id: child.id, startTime: child.startTime)
    return try await withTeardownUnlessLeft {
        try ledger.record(entry)
        let words = LastLines()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                guard let output = child.standardOutput else { return }
                for try await text in output.lines { words.append(text) }
            }
            defer { group.cancelAll() }
            let stream = try await connect(monitorSocket, to: child, command, words)
            var hasAnswered = false
            do {
                return try await withQMPClient(over: stream) { monitor in
                    hasAnswered = true
                    let machine = RunningMachine(monitor: monitor, command: command, process: child, words: words)
                    return try await ending(machine) { try await body(machine) }
                }
            } catch let error where !hasAnswered && !(error is CancellationError) {
                // The monitor listens before the other ports are bound: QEMU may end between.
                let exit = try? await withDeadline(.seconds(5)) { try await child.wait() }
                guard let exit else { throw error }
                throw try await startFailure(exit, command, words)
            }
        }
    } teardown: {
        await child.terminate()
        try ledger.settle(entry)
    }
}

/// Ends QEMU by its monitor, which lets it write its caches; the ladder of signals comes after.
private func ending<Value: Sendable>(
    _ machine: RunningMachine, _ body: () async throws -> Value
) async throws -> Value {
    try await withTeardownUnlessLeft(body) {
        guard !machine.hasEnded else { return }
        // Whatever fails here, the signals that follow do not.
        try? await withDeadline(.seconds(10)) {
            try await machine.monitor.quit()
            _ = try await machine.waitForEnd()
        }
    }
}

/// Connects to the monitor as soon as it listens.
private func connect(
    _ socket: String, to child: ChildProcess, _ command: [String], _ words: LastLines
) async throws -> ByteStream {
    while true {
        if let exit = child.exit { throw try await startFailure(exit, command, words) }
        do {
            return try await SocketStream.connect(unixPath: socket)
        } catch let error as HostError where error.isNotFound || error.isConnectionRefused {
            // QEMU is not that far yet.
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

private func startFailure(_ exit: ProcessExit, _ command: [String], _ words: LastLines) async throws -> QEMUEnded {
    // What QEMU said last may still be on its way through the pipe.
    try await Task.sleep(for: .milliseconds(50))
    return QEMUEnded(exit: exit, duringStart: true, command: command, words: words.all)
}
