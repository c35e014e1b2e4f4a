import AsyncSupport
import BuildEvents
import ComponentAPI

/// One provisioner with its `max_retries`; each try has its own `pause_before` or `timeout`.
struct ProvisionerTries: Sendable {
    let provisioner: PlannedProvisioner
    let machine: Machine

    /// Whatever the later tries say, the first failure is the one that is told and thrown.
    func run() async throws {
        do {
            return try await paced()
        } catch {
            guard provisioner.maxRetries > 0 else { throw error }
            for left in (1...provisioner.maxRetries).reversed() {
                try Task.checkCancellation()
                machine.log.say(
                    "Provisioner failed with \"\(failureText(error))\", retrying with \(own: left) trie(s) left")
                do {
                    return try await paced()
                } catch is CancellationError {
                    throw CancellationError()
                } catch let later {
                    machine.log.debug("this try failed with: \(failureText(later))")
                }
            }
            try Task.checkCancellation()
            machine.log.say("retry limit reached.")
            throw error
        }
    }

    /// With `pause_before` a `timeout` does not count: templates rely on it.
    private func paced() async throws {
        if let pause = provisioner.pauseBefore, pause > .zero {
            machine.log.say("Pausing \(own: DurationWords.short(pause)) before the next provisioner...")
            try await Task.sleep(for: pause)
            return try await once()
        }
        guard let timeout = provisioner.timeout, timeout > .zero else { return try await once() }
        machine.log.say("Setting a \(own: DurationWords.short(timeout)) timeout for the next provisioner...")
        do {
            try await withDeadline(timeout) { try await once() }
        } catch is DeadlineExceeded {
            machine.log.error("\(own: PipelineError.provisionerTimedOut)")
            throw PipelineError.provisionerTimedOut
        }
    }

    private func once() async throws {
        try await provisioner.make(machine.generatedData).provision(machine)
    }
}
