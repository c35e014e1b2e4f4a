import AsyncSupport
import BuildEvents
import ComponentAPI

/// Runs a build's provisioners in order, and the error-cleanup-provisioner if one fails.
struct Provisioning: Sendable {
    let build: PlannedBuild
    let settings: RunSettings

    func run(on machine: Machine) async throws {
        do {
            for provisioner in build.provisioners {
                if settings.isDebug, let ask = settings.ask {
                    _ = try await ask("Pausing before the next provisioner . Press enter to continue.")
                }
                try await run(provisioner, on: machine)
            }
        } catch {
            if build.environment.onError != .abort { await cleanUp(machine) }
            throw error
        }
    }

    /// The build's own error says more than one of the clean-up, which is only shown.
    private func cleanUp(_ machine: Machine) async {
        guard let provisioner = build.errorCleanupProvisioner else { return }
        machine.log.say("Running the error-cleanup-provisioner...")
        // Cancellation must not keep the clean-up from running.
        let ended = await withUncancelled { try await run(provisioner, on: machine) }
        if case .failure(let error) = ended {
            machine.log.error("Error cleaning up: \(failureText(error))")
        }
    }

    private func run(_ provisioner: PlannedProvisioner, on machine: Machine) async throws {
        do {
            try await paced(provisioner, on: machine)
        } catch {
            guard provisioner.continuesOnError, !Task.isCancelled, !(error is CancellationError) else { throw error }
            machine.log.error(
                "Warning: Provisioner failed with \"\(failureText(error))\", but continue_on_error is set; "
                    + "continuing the build.")
        }
    }

    /// With `pause_before` a `timeout` does not count: templates rely on it.
    private func paced(_ provisioner: PlannedProvisioner, on machine: Machine) async throws {
        if let pause = provisioner.pauseBefore, pause > .zero {
            machine.log.say("Pausing \(DurationWords.short(pause)) before the next provisioner...")
            try await Task.sleep(for: pause)
            return try await retried(provisioner, on: machine)
        }
        guard let timeout = provisioner.timeout, timeout > .zero else {
            return try await retried(provisioner, on: machine)
        }
        machine.log.say("Setting a \(DurationWords.short(timeout)) timeout for the next provisioner...")
        do {
            try await withDeadline(timeout) { try await retried(provisioner, on: machine) }
        } catch is DeadlineExceeded {
            machine.log.error("\(PipelineError.provisionerTimedOut)")
            throw PipelineError.provisionerTimedOut
        }
    }

    /// Whatever the later tries say, the first failure is the one that is told and thrown.
    private func retried(_ provisioner: PlannedProvisioner, on machine: Machine) async throws {
        do {
            return try await once(provisioner, on: machine)
        } catch {
            guard provisioner.maxRetries > 0 else { throw error }
            var left = provisioner.maxRetries
            while left > 0 {
                try Task.checkCancellation()
                machine.log.say(
                    "Provisioner failed with \"\(failureText(error))\", retrying with \(left) trie(s) left")
                left -= 1
                do {
                    return try await once(provisioner, on: machine)
                } catch is CancellationError {
                    throw CancellationError()
                } catch let later {
                    machine.log.debug("this try failed with: \(failureText(later))")
                }
            }
            machine.log.say("retry limit reached.")
            throw error
        }
    }

    private func once(_ provisioner: PlannedProvisioner, on machine: Machine) async throws {
        try await provisioner.make(machine.generatedData).provision(machine)
    }
}
