internal import BuildEvents
internal import CLibssh

/// Logs in to a server by the ways that the credentials allow, on the session's thread.
///
/// Where the user has to answer, it stops and is resumed later.
final class Login {
    enum Step {
        /// Logged in, by this way.
        case done(String)
        case asks([SSHPrompt])
    }

    private enum Way: Equatable {
        case agent
        case key(Int)
        case password
        case prompts
    }

    private enum Outcome {
        case accepted
        /// Accepted, but the server wants another way as well.
        case partial
        case denied
        case asks([SSHPrompt])
    }

    private unowned let core: SessionCore
    private let credentials: SSHCredentials
    private let timeout: Duration
    private var deadline: ContinuousClock.Instant
    private var tried: [String] = []
    private var offered: [String] = []
    private var left: [Way] = []
    private var sufficed: [Way] = []
    private var rounds = 0

    /// No login has so many questions, in rounds and in one of them.
    private static let mostRounds = 8
    private static let mostPrompts = 16

    /// - Parameter timeout: for all ways together, but without the time that the user takes to answer.
    init(core: SessionCore, credentials: SSHCredentials, timeout: Duration) {
        self.core = core
        self.credentials = credentials
        self.timeout = timeout
        deadline = .now + timeout
    }

    /// - Throws: `SSHConnectFailure` that tells what was tried and what the server offers.
    func begin() throws -> Step {
        if case .accepted = try ask({ ssh_userauth_none($0, nil) }) { return .done("none") }
        readOffer()
        left = ways
        return try goOn()
    }

    /// Goes on with the user's answers, in the order of the prompts.
    func resume(with answers: [Secret<String>]) throws -> Step {
        deadline = .now + timeout
        let session = try core.connected()
        for (index, answer) in answers.enumerated() {
            _ = ssh_userauth_kbdint_setanswer(session, UInt32(index), answer.exposed)
        }
        return try take(try converse(), of: .prompts) ?? goOn()
    }

    private var ways: [Way] {
        (credentials.agentSocket == nil ? [] : [.agent]) + credentials.keys.indices.map(Way.key)
            + (credentials.password == nil ? [] : [.password])
            + (credentials.password == nil && !credentials.asksUser ? [] : [.prompts])
    }

    private func goOn() throws -> Step {
        while !left.isEmpty {
            let way = left.removeFirst()
            if let step = try take(try attempt(way), of: way) { return step }
        }
        throw refusal()
    }

    /// - Returns: `nil` if there is more to do.
    private func take(_ outcome: Outcome, of way: Way) throws -> Step? {
        switch outcome {
        case .accepted: return .done(Self.name(of: way))
        case .asks(let prompts): return .asks(prompts)
        case .denied: return nil
        case .partial:
            sufficed.append(way)
            if let last = tried.indices.last { tried[last] += " (accepted, but not enough)" }
            readOffer()
            // The server may want what it refused before, in its own order.
            left = ways.filter { !sufficed.contains($0) && offered.contains(Self.name(of: $0)) }
            return nil
        }
    }

    private static func name(of way: Way) -> String {
        switch way {
        case .agent, .key: "publickey"
        case .password: "password"
        case .prompts: "keyboard-interactive"
        }
    }

    private func attempt(_ way: Way) throws -> Outcome {
        switch way {
        case .agent:
            tried.append("publickey (agent)")
            return try ask { ssh_userauth_agent($0, nil) }
        case .key(let index):
            let key = try LoadedKey(credentials.keys[index])
            tried.append("publickey (\(key.name))")
            return try withExtendedLifetime(key) { try ask { ssh_userauth_publickey($0, nil, key.handle) } }
        case .password:
            tried.append("password")
            return try ask { ssh_userauth_password($0, nil, credentials.password?.exposed ?? "") }
        case .prompts:
            readOffer()
            guard offered.contains("keyboard-interactive") else { return .denied }
            tried.append("keyboard-interactive")
            return try converse()
        }
    }

    private func converse() throws -> Outcome {
        // A server that asks on and on is given up.
        while rounds < Self.mostRounds {
            rounds += 1
            let result = try core.retrying(until: deadline, onTimeout: { late }) {
                ssh_userauth_kbdint($0, nil, nil)
            }
            guard result == SSH_AUTH_INFO.rawValue else { return try judge(result) }
            let prompts = try readPrompts()
            if credentials.asksUser, !prompts.isEmpty { return .asks(prompts) }
            let session = try core.connected()
            for index in prompts.indices {
                _ = ssh_userauth_kbdint_setanswer(session, UInt32(index), credentials.password?.exposed ?? "")
            }
        }
        return .denied
    }

    private func readPrompts() throws -> [SSHPrompt] {
        let session = try core.connected()
        let count = min(max(Int(ssh_userauth_kbdint_getnprompts(session)), 0), Self.mostPrompts)
        return (0..<count).map { index in
            var echo: CChar = 0
            let text = ssh_userauth_kbdint_getprompt(session, UInt32(index), &echo).map { String(cString: $0) } ?? ""
            return SSHPrompt(text: SCPControlLine.printable(String(text.prefix(200))), echoes: echo != 0)
        }
    }

    private func ask(_ method: (ssh_session) -> Int32) throws -> Outcome {
        try judge(try core.retrying(until: deadline, onTimeout: { late }, method))
    }

    private func judge(_ result: Int32) throws -> Outcome {
        switch result {
        case SSH_AUTH_SUCCESS.rawValue: return .accepted
        case SSH_AUTH_PARTIAL.rawValue: return .partial
        case SSH_AUTH_DENIED.rawValue: return .denied
        default:
            guard core.isConnected else {
                let words = "the server closed the connection during authentication (\(core.errorText))"
                throw SSHConnectFailure(
                    stage: .authentication,
                    message: tried.isEmpty ? words : "\(words) after \(tried.joined(separator: ", "))")
            }
            return .denied
        }
    }

    private func readOffer() {
        guard let session = core.handle else { return }
        let methods = ssh_userauth_list(session, nil)
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

    private var late: any Error {
        SSHConnectFailure(stage: .authentication, message: "authentication did not end in time", isTimeout: true)
    }
}
