import BuildEvents
import Communicators
import ComponentAPI

/// Has the guest give back the space that its files leave free, so that the finished disks are small.
///
/// A larger disk is no reason to lose the build: whatever fails here is told, and the build goes on.
struct TrimDisks: Sendable {
    let command: String?
    let log: BuildLog

    func run(_ connection: (any MachineConnection)?) async {
        guard let command, let connection else { return }
        log.say("Trimming the guest's disks...")
        do {
            let exit = try await connection.run(command) { output in log.message(output.text) }
            if exit != .status(0) { log.say("Warning: the trim_command ended with \(exit); the disk may be larger") }
        } catch {
            // Whoever cancels the build finds that out at its next step.
            log.say("Warning: the trim_command did not run (\(error)); the disk may be larger")
        }
    }
}
