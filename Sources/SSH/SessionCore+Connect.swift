internal import BuildEvents
internal import CLibssh
internal import HostOS

extension SessionCore {
    /// Dials unless somebody has, waits for the banner, exchanges keys and begins to log in.
    ///
    /// - Parameter socket: a connection through another session.
    func connect(
        _ configuration: SSHConfiguration, over socket: OwnedDescriptor?, onStage: (SSHStage) -> Void
    ) throws -> ConnectStep {
        let descriptor = try connection(configuration, over: socket?.release(), onStage: onStage)
        do {
            try makeSession(configuration, descriptor: descriptor)
        } catch {
            TCPDial.close(descriptor)
            throw error
        }
        let deadline = ContinuousClock.now + configuration.timeouts.handshake
        onStage(.keyExchange)
        try exchangeKeys(until: deadline)
        fingerprint = try hostKeyFingerprint(try connected())
        try configuration.hostKeyCheck?(fingerprint)
        onStage(.authentication)
        let login = Login(core: self, credentials: configuration.credentials, timeout: deadline - .now)
        self.login = login
        return try take(try login.begin(), configuration, onStage: onStage)
    }

    /// Goes on with a login for which the user was asked.
    func connect(
        _ configuration: SSHConfiguration, answers: [Secret<String>], onStage: (SSHStage) -> Void
    ) throws -> ConnectStep {
        guard let login else { throw lost() }
        return try take(try login.resume(with: answers), configuration, onStage: onStage)
    }

    private func take(
        _ step: Login.Step, _ configuration: SSHConfiguration, onStage: (SSHStage) -> Void
    ) throws -> ConnectStep {
        switch step {
        case .asks(let prompts): return .asks(prompts)
        case .done(let method):
            login = nil
            readWriteTimeout = configuration.timeouts.readWrite
            for tunnel in configuration.localTunnels { try forwardings.listen(tunnel) }
            for tunnel in configuration.remoteTunnels { try forwardings.request(tunnel) }
            if let agent = configuration.forwardedAgent { try forwardings.forwardAgent(agent) }
            forwardsAgent = configuration.forwardedAgent != nil
            keepAliveInterval = configuration.keepAliveInterval
            onStage(.ready)
            return .done(try facts(authentication: method))
        }
    }

    /// From here on the library owns the descriptor, if this succeeds.
    private func makeSession(_ configuration: SSHConfiguration, descriptor: Int32) throws {
        guard let session = ssh_new() else {
            throw SSHError(.disconnected, "libssh cannot be used: it is not installed, or no memory is left")
        }
        var options: [(ssh_options_e, String)] = [
            (SSH_OPTIONS_HOST, configuration.host), (SSH_OPTIONS_USER, configuration.credentials.username),
            // The build must not depend on, or change, the files of whoever runs it.
            (SSH_OPTIONS_KNOWNHOSTS, "/dev/null"), (SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null"),
        ]
        let ciphers = (configuration.ciphers ?? SSHConfiguration.usualCiphers).joined(separator: ",")
        options += [(SSH_OPTIONS_CIPHERS_C_S, ciphers), (SSH_OPTIONS_CIPHERS_S_C, ciphers)]
        if let algorithms = configuration.keyExchangeAlgorithms {
            options.append((SSH_OPTIONS_KEY_EXCHANGE, algorithms.joined(separator: ",")))
        }
        if let agent = configuration.credentials.agentSocket { options.append((SSH_OPTIONS_IDENTITY_AGENT, agent)) }
        var no: Int32 = 0
        ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no)
        for (option, value) in options where ssh_options_set(session, option, value) != SSH_OK {
            let reason = ssh_get_error(UnsafeMutableRawPointer(session)).map { String(cString: $0) } ?? ""
            ssh_free(session)
            throw SSHError(.refused, "the SSH library does not accept \"\(value)\" (\(reason))")
        }
        var owned = descriptor
        guard ssh_options_set(session, SSH_OPTIONS_FD, &owned) == SSH_OK else {
            ssh_free(session)
            throw SSHError(.disconnected, "the SSH library does not accept the connection")
        }
        ssh_set_blocking(session, 0)
        handle = session
    }

    private func exchangeKeys(until deadline: ContinuousClock.Instant) throws {
        guard let handle else { throw lost() }
        // The first call hands the descriptor to the library, which closes it from then on: nothing may come between.
        var result = ssh_connect(handle)
        if result == SSH_AGAIN {
            result = try retrying(until: deadline, onTimeout: { keyExchangeTimeout }, ssh_connect)
        }
        guard result == SSH_OK else {
            throw SSHConnectFailure(
                stage: .keyExchange, message: "key exchange failed: \(KeyExchangeWords.plain(errorText))")
        }
    }

    private var keyExchangeTimeout: any Error {
        SSHConnectFailure(stage: .keyExchange, message: "key exchange did not end in time", isTimeout: true)
    }

    private func facts(authentication: String) throws -> SSHSession.Facts {
        let session = try connected()
        return SSHSession.Facts(
            hostKeyFingerprint: fingerprint,
            banner: ssh_get_serverbanner(session).map { String(cString: $0) } ?? "",
            cipher: ssh_get_cipher_out(session).map { String(cString: $0) } ?? "", authentication: authentication)
    }

    private func hostKeyFingerprint(_ session: ssh_session) throws -> String {
        var key: ssh_key?
        guard ssh_get_server_publickey(session, &key) == SSH_OK, let key else { throw lost() }
        defer { ssh_key_free(key) }
        var hash: UnsafeMutablePointer<UInt8>?
        var length = 0
        guard ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == SSH_OK else { throw lost() }
        defer { ssh_clean_pubkey_hash(&hash) }
        guard let text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length) else { throw lost() }
        defer { ssh_string_free_char(text) }
        return String(cString: text)
    }
}

/// What came of connecting so far.
enum ConnectStep: Sendable {
    case done(SSHSession.Facts)
    /// The user has to be asked.
    case asks([SSHPrompt])
}

/// A question of the server's during the login.
package struct SSHPrompt: Sendable, Equatable {
    /// The server's words, without control characters.
    package var text: String
    /// Whether the answer may be seen while it is typed.
    package var echoes: Bool

    package init(text: String, echoes: Bool) {
        self.text = text
        self.echoes = echoes
    }
}
