internal import BuildEvents
internal import CLibssh

extension SessionCore {
    /// Logs in by the ways that the credentials allow: agent, keys, password, keyboard-interactive.
    ///
    /// - Returns: the way that succeeded.
    /// - Throws: `SSHConnectFailure` that tells what was tried and what the server offers.
    func authenticate(_ credentials: SSHCredentials, until deadline: ContinuousClock.Instant) throws -> String {
        var attempt = Authentication(core: self, credentials: credentials, deadline: deadline)
        return try attempt.run()
    }
}

private struct Authentication {
    let core: SessionCore
    let credentials: SSHCredentials
    let deadline: ContinuousClock.Instant
    private var tried: [String] = []
    private var notes: [String] = []
    private var offered: [String] = []

    init(core: SessionCore, credentials: SSHCredentials, deadline: ContinuousClock.Instant) {
        self.core = core
        self.credentials = credentials
        self.deadline = deadline
    }

    mutating func run() throws -> String {
        if try ask({ ssh_userauth_none($0, nil) }) { return "none" }
        try readOffer()
        if credentials.agentSocket != nil {
            tried.append("publickey (agent)")
            if try ask({ ssh_userauth_agent($0, nil) }) { return "publickey" }
        }
        for key in credentials.keys where try log(inWith: key) { return "publickey" }
        guard let password = credentials.password?.exposed else { throw refusal() }
        tried.append("password")
        if try ask({ ssh_userauth_password($0, nil, password) }) { return "password" }
        try readOffer()
        guard offered.contains("keyboard-interactive") else { throw refusal() }
        tried.append("keyboard-interactive")
        if try answerPrompts(password) { return "keyboard-interactive" }
        throw refusal()
    }

    private mutating func log(inWith key: SSHPrivateKey) throws -> Bool {
        let loaded = try LoadedKey(key)
        tried.append("publickey (\(loaded.name))")
        return try withExtendedLifetime(loaded) { try ask { ssh_userauth_publickey($0, nil, loaded.handle) } }
    }

    private func answerPrompts(_ password: String) throws -> Bool {
        // A server that asks on and on is given up: no login has this many rounds.
        for _ in 0..<8 {
            let result = try core.retrying(until: deadline, onTimeout: { timeout }) {
                ssh_userauth_kbdint($0, nil, nil)
            }
            guard result == SSH_AUTH_INFO.rawValue else { return try judge(result) }
            let session = try core.connected()
            let count = ssh_userauth_kbdint_getnprompts(session)
            for index in 0..<UInt32(max(count, 0)) {
                _ = ssh_userauth_kbdint_setanswer(session, index, password)
            }
        }
        return false
    }

    /// Makes one attempt; `true` if it was enough.
    private func ask(_ method: (ssh_session) -> Int32) throws -> Bool {
        try judge(try core.retrying(until: deadline, onTimeout: { timeout }, method))
    }

    private func judge(_ result: Int32) throws -> Bool {
        switch result {
        case SSH_AUTH_SUCCESS.rawValue: return true
        case SSH_AUTH_DENIED.rawValue, SSH_AUTH_PARTIAL.rawValue: return false
        default:
            guard core.isConnected else {
                let words = "the server closed the connection during authentication (\(core.errorText))"
                throw SSHConnectFailure(
                    stage: .authentication,
                    message: tried.isEmpty ? words : "\(words) after \(tried.joined(separator: ", "))")
            }
            return false
        }
    }

    private mutating func readOffer() throws {
        let methods = ssh_userauth_list(try core.connected(), nil)
        let names = [
            (SSH_AUTH_METHOD_PUBLICKEY, "publickey"), (SSH_AUTH_METHOD_PASSWORD, "password"),
            (SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"), (SSH_AUTH_METHOD_HOSTBASED, "hostbased"),
            (SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic"),
        ]
        offered = names.filter { methods & Int32($0.0) != 0 }.map(\.1)
    }

    private func refusal() -> SSHConnectFailure {
        let attempts = tried.isEmpty ? "nothing, since no password or key is given" : tried.joined(separator: ", ")
        let offer = offered.isEmpty ? "nothing" : offered.joined(separator: ", ")
        return SSHConnectFailure(
            stage: .authentication,
            message: "authentication refused for user \"\(credentials.username)\": tried \(attempts); "
                + "the server offers \(offer)")
    }

    private var timeout: any Error {
        SSHConnectFailure(stage: .authentication, message: "authentication did not end in time", isTimeout: true)
    }
}
