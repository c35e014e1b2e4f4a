import AsyncSupport
import BuildEvents
import ComponentAPI

/// Runs a build's provisioners in order, and the error-cleanup-provisioner if one fails.
struct Provisioning: Sendable {
    let build: PlannedBuild
    let settings: RunSettings
    let policy: FailurePolicy

    /// - Throws: what the first failed provisioner threw, as `LeftAsIs` if the machine is to be left alone.
    func run(on machine: Machine) async throws {
        var next = build.provisioners.startIndex
        while true {
            do {
                return try await runAll(from: &next, on: machine)
            } catch {
                let view = MachineView(screen: machine.screen, communicator: machine.communicator)
                switch await policy.choose("StepProvision", error, view, isResumable: true) {
                case .retry: next = build.provisioners.startIndex
                case .resume: continue
                case .cleanUp:
                    await cleanUp(machine)
                    await debugPause(machine).waitBeforeCleanUp(of: "StepProvision")
                    throw error
                case .leave:
                    if policy.onError == .runCleanupProvisioner { await cleanUp(machine) }
                    throw LeftAsIs(error)
                }
            }
        }
    }

    /// - Parameter next: where to begin; then the provisioner that failed.
    private func runAll(from next: inout Int, on machine: Machine) async throws {
        while next < build.provisioners.endIndex {
            try await debugPause(machine).wait(
                "==> \(build.name): Pausing before the next provisioner . Press enter to continue.")
            try await run(build.provisioners[next], on: machine)
            next += 1
        }
    }

    private func debugPause(_ machine: Machine) -> DebugPause {
        DebugPause(ask: settings.isDebug ? settings.ask : nil, log: machine.log)
    }

    /// The build's own error says more than one of the clean-up, which is only shown.
    private func cleanUp(_ machine: Machine) async {
        machine.log.say("Provisioning step had errors: Running the cleanup provisioner, if present...")
        guard let provisioner = build.errorCleanupProvisioner else { return }
        // Cancellation must not keep the clean-up from running.
        let ended = await withUncancelled { try await run(provisioner, on: machine) }
        if case .failure(let error) = ended {
            machine.log.error("Error cleaning up: \(failureText(error))")
        }
    }

    private func run(_ provisioner: PlannedProvisioner, on machine: Machine) async throws {
        do {
            try await ProvisionerTries(provisioner: provisioner, machine: machine).run()
        } catch {
            guard provisioner.continuesOnError, !Task.isCancelled, !(error is CancellationError) else { throw error }
            machine.log.error(
                "Warning: Provisioner failed with \"\(failureText(error))\", but continue_on_error is set; continuing the build."
            )
        }
    }
}
