internal import AsyncSupport
internal import BuildEvents
internal import SSH

/// Waits until a machine lets us in, and says honestly how far each attempt came.
struct SSHConnector: Sendable {
    let configuration: SSHConfiguration
    /// `nil` for no limit.
    let timeout: Duration?
    /// `nil` for no limit.
    let handshakeAttempts: Int?
    let log: BuildLog
    private let bastion: BastionLink?
    private let memory: HostKeyMemory

    /// - Parameter ask: asks the user; `nil` where nobody can answer.
    init(
        _ options: CommunicatorOptions, host: String, port: UInt16, temporaryKey: SSHKeyPair?, log: BuildLog,
        ask: (@Sendable (String) async throws -> String)?
    ) {
        let memory = HostKeyMemory(of: "the machine", onChange: options.route?.hostKeyChange ?? .report, log: log)
        var configuration = options.configuration(host: host, port: port, temporaryKey: temporaryKey)
        configuration.hostKeyCheck = { try memory.check($0) }
        self.configuration = configuration
        self.memory = memory
        self.log = log
        timeout = options.timeout
        handshakeAttempts = options.handshakeAttempts
        bastion = options.bastionConfiguration(mayAsk: ask != nil).map { bastion in
            BastionLink(bastion, log: log) { [host = bastion.host] prompt in
                Secret(try await ask?("\(host) asks: \(prompt.text)") ?? "")
            }
        }
    }

    /// Whether a connection needs nothing but an address and a login: no bastion, proxy, certificate or old algorithm.
    var isPlain: Bool {
        bastion == nil && configuration.proxy == nil && configuration.ciphers == nil
            && configuration.keyExchangeAlgorithms == nil
            && configuration.credentials.keys.allSatisfy { $0.certificateFile == nil }
    }

    /// Ends what connections need beside themselves.
    func close() async {
        await bastion?.close()
    }

    /// Connects, again and again until it works.
    ///
    /// - Throws: `ConnectionError` with what was seen; `SSHError` if a key cannot be used, a tunnel not be opened, or
    ///   the server is another one.
    func connect() async throws -> SSHSession {
        let history = AttemptHistory()
        guard let timeout else { return try await attempts(history) }
        do {
            return try await withDeadline(timeout) { try await attempts(history) }
        } catch is DeadlineExceeded {
            throw ConnectionError(reason: .timeout(timeout), log: history.log)
        }
    }

    private func attempts(_ history: AttemptHistory) async throws -> SSHSession {
        var pace = ConnectionPace(host: configuration.host)
        var refusals = 0
        while true {
            var attempt = configuration
            attempt.timeouts.banner = pace.bannerTimeout
            attempt.timeouts.redial = pace.redialInterval
            do {
                let session = try await SSHSession.connect(attempt, through: try await bastion?.standing())
                memory.accept(session.facts.hostKeyFingerprint)
                return session
            } catch let failure as SSHConnectFailure {
                log.emit(.exhibit(.attempt(stage: "\(failure.stage)", seen: failure.message)))
                if history.add(failure) { log.message("Waiting for SSH: \(failure.message)") }
                if failure.stage == .authentication { refusals += 1 }
                if let handshakeAttempts, refusals >= handshakeAttempts {
                    throw ConnectionError(reason: .refused(attempts: refusals), log: history.log)
                }
                try await Task.sleep(for: pace.pause(after: failure))
            }
        }
    }
}

/// How long to wait for a banner and before the next attempt.
struct ConnectionPace {
    private(set) var bannerTimeout = Duration.seconds(2)
    private let isLocal: Bool
    /// Whether the server was up and too slow for our many connections.
    private var isSlow = false

    /// A forwarded port of this host takes connections whatever the machine does, and they cost next to nothing; but
    /// each starts a process in a machine whose server is up.
    var redialInterval: Duration? { isLocal && !isSlow ? .milliseconds(250) : nil }

    init(host: String) {
        isLocal = host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// The pause before the next attempt; silence makes the next wait for a banner longer.
    mutating func pause(after failure: SSHConnectFailure) -> Duration {
        switch failure.stage {
        case .dial:
            // Asking a loopback port costs nothing, and the connection should stand soon after the server does.
            return isLocal ? .milliseconds(100) : .seconds(1)
        case .banner where failure.isCrowded:
            // One connection with patience, once those before it are gone.
            isSlow = true
            bannerTimeout = .seconds(30)
            return .seconds(2)
        case .banner where failure.isTimeout && isSlow:
            // That server is gone: it was an installer's, perhaps.
            isSlow = false
            bannerTimeout = .seconds(5)
            return .zero
        case .banner where failure.isTimeout:
            // The machine may be slow rather than silent: an emulated one needs seconds for its first answer.
            bannerTimeout = min(bannerTimeout + .seconds(1), .seconds(10))
            return .zero
        case .banner:
            return isLocal ? .milliseconds(100) : .seconds(1)
        case .keyExchange:
            return .milliseconds(500)
        case .authentication, .ready:
            // The user may not be set up yet; a server that is asked too often shuts us out.
            return .seconds(2)
        }
    }
}
