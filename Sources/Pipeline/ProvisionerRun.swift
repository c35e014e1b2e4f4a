import AsyncSupport
import BuildEvents
import ComponentAPI
import Diagnostics
import HCLValues

/// A provisioner that failed in the end, with the words scripts look for.
package struct ProvisioningFailure: DiagnosticConvertible {
    package var provisioner: String
    package var cause: any Error

    package var diagnostic: Diagnostic {
        Diagnostic("Provisioner \(provisioner) failed", detail: oneLineText(of: cause))
    }
}

/// Runs one provisioner with the wrappers that every provisioner has: pause, timeout, retries, going on.
struct ProvisionerRun {
    let planned: PlannedProvisioner
    let machine: Machine

    private var log: BuildLog { machine.log }

    func run() async throws {
        do {
            try await runWithRetries()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try Task.checkCancellation()
            guard planned.continuesOnError else {
                throw ProvisioningFailure(provisioner: planned.name ?? planned.type, cause: error)
            }
            log.say(
                "Warning: Provisioner failed with \"\(oneLineText(of: error))\", but continue_on_error is set; "
                    + "continuing the build.")
        }
    }

    /// Tries again as often as the template allows; the first attempt's error is the one that is reported.
    private func runWithRetries() async throws {
        let first: any Error
        do {
            return try await runOnce()
        } catch {
            first = error
        }
        for left in stride(from: planned.maxRetries, to: 0, by: -1) {
            try Task.checkCancellation()
            log.say("Provisioner failed with \"\(oneLineText(of: first))\", retrying with \(left) trie(s) left")
            do {
                return try await runOnce()
            } catch {
                continue
            }
        }
        if planned.maxRetries > 0 { log.say("retry limit reached.") }
        throw first
    }

    /// With a pause the timeout does not count, as templates know it.
    private func runOnce() async throws {
        if let pause = planned.pauseBefore {
            log.say("Pausing \(pause.goText) before the next provisioner...")
            try await Task.sleep(for: pause)
            return try await provision()
        }
        guard let timeout = planned.timeout else { return try await provision() }
        log.say("Setting a \(timeout.goText) timeout for the next provisioner...")
        do {
            try await withDeadline(timeout) { try await provision() }
        } catch is DeadlineExceeded {
            throw TimedOut(allowed: timeout)
        }
    }

    private func provision() async throws {
        try await planned.make(machine.generatedData).provision(machine)
    }

    private struct TimedOut: DiagnosticConvertible {
        let allowed: Duration

        var diagnostic: Diagnostic {
            Diagnostic(
                "Cancelling provisioner after a timeout...", detail: "It had not finished after \(allowed.goText).",
                advice: ["Give the provisioner a longer \"timeout\"."])
        }
    }
}
