/// A connection to an SSH server on which commands run and files move, one after the other.
///
/// Close it at the end; a session that is dropped ends by itself, later.
package final class SSHSession: Sendable {
    /// What the handshake showed.
    package struct Facts: Sendable, Equatable {
        /// `SHA256:` and the hash of the server's key in base64, as ssh-keygen shows it.
        package var hostKeyFingerprint: String
        /// What the server calls itself: `SSH-2.0-OpenSSH_9.2`.
        package var banner: String
        package var cipher: String
        /// The way in which the login succeeded: `publickey`.
        package var authentication: String
    }

    package let facts: Facts
    let loop: SessionLoop

    private init(loop: SessionLoop, facts: Facts) {
        self.loop = loop
        self.facts = facts
    }

    deinit { loop.abandon() }

    /// Dials, shakes hands and logs in.
    ///
    /// - Parameter onStage: told when a stage begins.
    /// - Throws: `SSHConnectFailure`; `SSHError` if a key cannot be used; `CancellationError`.
    package static func connect(
        _ configuration: SSHConfiguration, onStage: @escaping @Sendable (SSHStage) -> Void = { _ in }
    ) async throws -> SSHSession {
        let loop = try SessionLoop(keepAliveInterval: configuration.keepAliveInterval)
        do {
            let facts = try await loop.perform { try $0.connect(configuration, onStage: onStage) }
            return SSHSession(loop: loop, facts: facts)
        } catch {
            await loop.close()
            throw error
        }
    }

    /// Whether the connection stands, as far as is known.
    package var isConnected: Bool { loop.isConnected }

    /// Ends the connection; a command that still runs on it is cancelled.
    package func close() async {
        await loop.close()
    }
}
