import BuildEvents
import Communicators
import ComponentAPI
import SSH

/// Takes the build's own key out of the machine (`ssh_clear_authorized_keys`).
struct ForgetKey: Sendable {
    let isWanted: Bool
    let key: SSHKeyPair?
    let log: BuildLog

    /// A key that cannot be taken out is told; the image is good otherwise.
    func run(_ connection: (any MachineConnection)?) async throws {
        guard isWanted, let connection, let key, let forgotten = ForgottenKey(publicLine: key.publicLine) else {
            return
        }
        log.say("Removing the generated key from the machine...")
        do {
            let exit = try await connection.run(forgotten.command) { _ in }
            guard exit != .status(0) else { return }
            log.message("Warning: the generated key may still be in an authorized_keys file (\(exit))")
        } catch let error as CancellationError {
            throw error
        } catch {
            log.message("Warning: the generated key may still be in an authorized_keys file: \(error)")
        }
    }
}
