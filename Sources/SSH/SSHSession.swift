package import BuildEvents
internal import HostOS

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
    /// - Parameters:
    ///   - bastion: a standing session whose server makes the connection; it must be kept as long as this one.
    ///   - onStage: told when a stage begins.
    ///   - ask: gets the user's answer to a prompt of the server's.
    /// - Throws: `SSHConnectFailure`; `SSHError` if a key cannot be used; `CancellationError`.
    package static func connect(
        _ configuration: SSHConfiguration, through bastion: SSHSession? = nil,
        onStage: @escaping @Sendable (SSHStage) -> Void = { _ in },
        ask: (@Sendable (SSHPrompt) async throws -> Secret<String>)? = nil
    ) async throws -> SSHSession {
        onStage(.dial)
        let socket = try await bastion?.dial(
            configuration.host, configuration.port, within: configuration.timeouts.dial)
        let loop = try SessionLoop()
        do {
            var step = try await loop.perform { try $0.connect(configuration, over: socket, onStage: onStage) }
            while case .asks(let prompts) = step {
                var answers: [Secret<String>] = []
                for prompt in prompts { answers.append(try await ask?(prompt) ?? Secret("")) }
                let given = answers
                step = try await loop.perform { try $0.connect(configuration, answers: given, onStage: onStage) }
            }
            guard case .done(let facts) = step else { throw CancellationError() }
            return SSHSession(loop: loop, facts: facts)
        } catch {
            await loop.close()
            throw error
        }
    }

    /// Has the server connect to a host.
    ///
    /// - Throws: `SSHConnectFailure` of the stage `dial` if it cannot.
    private func dial(_ host: String, _ port: UInt16, within timeout: Duration) async throws -> OwnedDescriptor {
        do {
            return try await loop.perform { try $0.dial(host, port, until: .now + timeout) }
        } catch let error as SSHError where error.kind == .disconnected {
            throw SSHConnectFailure(stage: .dial, message: "the connection to the bastion was lost")
        }
    }

    /// Whether the connection stands, as far as is known.
    package var isConnected: Bool { loop.isConnected }

    /// Ends the connection; a command that still runs on it is cancelled.
    package func close() async {
        await loop.close()
    }
}
