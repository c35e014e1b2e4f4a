internal import Cryptography
internal import Diagnostics
internal import HTTP
internal import HostOS
import XMLText

/// A client of one WinRM service, with one connection; its requests run one after the other on a thread of its own.
package actor WinRMClient {
    package nonisolated let settings: WinRMSettings
    private let executor = ThreadExecutor(name: "winrm")
    private let session: HTTPSession
    /// The method that worked, or is being tried.
    private var method: WinRMLoginMethod?
    /// What protects messages on the connection that stands.
    private var protection: NTLMSession?
    /// Whether the connection that stands has been logged in on.
    private var isLoggedIn = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: `HTTPError` if libcurl cannot be loaded.
    package init(_ settings: WinRMSettings) throws {
        self.settings = settings
        session = try HTTPSession(url: settings.url)
    }

    /// How the client logged in, for messages; `nil` before it did.
    package var loginMethod: WinRMLoginMethod? { method }

    /// Sends a message and gives the body of the answer.
    ///
    /// - Throws: `WSManFault`, `WinRMError`, `CancellationError`.
    func send(_ request: WSManRequest) throws -> XMLElement {
        let id = UUIDText.random(RandomBytes.bytes(count: 16)).uppercased()
        let seconds = max(1, Int(settings.pollTime.components.seconds))
        let text: String
        do {
            text = try request.envelope(to: settings.url, id: id, timeout: seconds)
        } catch {
            throw WinRMError(.protocolViolation, "the request cannot be written: \(error)")
        }
        if method == nil { try chooseMethod() }
        let (status, answer) = try post(Array(text.utf8))
        switch status {
        case 200: break
        // A fault comes with this status and with an envelope.
        case 400..<600 where !answer.isEmpty: break
        default: throw noService(status)
        }
        // HTTP's own errors come as HTML.
        guard status == 200 || answer.contains(UInt8(ascii: "<")), !Self.isHTML(answer) else {
            throw noService(status)
        }
        return try WSManAnswer(answer, to: id).body
    }

    private static func isHTML(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(64), as: UTF8.self).lowercased()
        return start.contains("<!doctype") || start.contains("<html")
    }

    private func noService(_ status: Int) -> WinRMError {
        WinRMError(
            .service, "no WinRM service answers at \(settings.url) (HTTP status \(status))",
            advice: ["Check winrm_port and winrm_use_ssl, and that the WinRM service runs on the machine."])
    }

    // MARK: - Login

    /// Asks the server which logins it takes.
    private func chooseMethod() throws {
        // Nothing is offered for it: the server asks for the certificate while TLS is agreed on.
        guard settings.clientCertificate == nil else { return method = .certificate }
        let answer = try exchange([], [])
        guard answer.status == 401 else { throw noService(answer.status) }
        let schemes = WinRMLoginMethod.offers(answer.headers).map { $0.scheme.lowercased() }
        let candidates: [WinRMLoginMethod] =
            switch settings.usesNTLM {
            case true?: [.negotiate, .ntlm]
            case false?: [.basic]
            case nil: [.basic, .negotiate, .ntlm]
            }
        let offered = candidates.filter { schemes.contains($0.rawValue.lowercased()) }
        guard !offered.isEmpty else { throw notOffered(candidates, WinRMLoginMethod.offers(answer.headers)) }
        for candidate in offered.dropLast() {
            do {
                return try logIn(candidate)
            } catch let error as WinRMError where error.stage == .login {
                // The next method may be allowed where this one is not.
            }
        }
        if let last = offered.last { try logIn(last) }
    }

    private func notOffered(
        _ candidates: [WinRMLoginMethod], _ offers: [(scheme: String, token: String)]
    ) -> WinRMError {
        let names = offers.map(\.scheme).joined(separator: ", ")
        let wanted = candidates.map(\.rawValue).joined(separator: " or ")
        let advice =
            settings.usesNTLM == false
            ? "Leave out winrm_use_ntlm, or allow Basic on the machine: winrm set winrm/config/service/auth "
                + "@{Basic=\"true\"}."
            : "Allow Negotiate on the machine: winrm set winrm/config/service/auth @{Negotiate=\"true\"}."
        return WinRMError(
            .login, "the server offers \(names.isEmpty ? "no login" : names), not \(wanted)", advice: [advice])
    }

    /// Logs in by one method, or finds out that the login is refused.
    private func logIn(_ candidate: WinRMLoginMethod) throws {
        isLoggedIn = false
        switch candidate {
        case .basic:
            guard try exchange([], [basicHeader]).status != 401 else { throw refused(.basic) }
        case .negotiate, .ntlm:
            try negotiate(candidate)
        case .certificate:
            // TLS logs in when it connects.
            break
        }
        method = candidate
        isLoggedIn = true
    }

    private func refused(_ method: WinRMLoginMethod) -> WinRMError {
        WinRMError(
            .login, "the server refused the login of \"\(settings.username)\" by \(method.rawValue)",
            advice: ["Compare winrm_username and winrm_password with what the machine was set up with."])
    }

    private func refusedCertificate() -> WinRMError {
        WinRMError(
            .login,
            "the server refused the login by the certificate \(settings.clientCertificate?.certificateFile ?? "")",
            advice: [
                "On the machine, allow logins by certificate (winrm set winrm/config/service/auth "
                    + "@{Certificate=\"true\"}) and map this one to a user (winrm create "
                    + "winrm/config/service/certmapping?...); the machine has to trust who issued it."
            ])
    }

    private var basicHeader: (name: String, value: String) {
        ("Authorization", "Basic " + Base64.text(Array("\(settings.username):\(settings.password)".utf8)))
    }

    /// The login of NTLM, whose two requests have to come over one connection.
    private func negotiate(_ method: WinRMLoginMethod) throws {
        protection = nil
        let scheme = method.rawValue
        let first = try exchange([], [("Authorization", "\(scheme) \(Base64.text(NTLMMessage.negotiation))")])
        let token = WinRMLoginMethod.offers(first.headers).first {
            $0.scheme.lowercased() == scheme.lowercased() && !$0.token.isEmpty
        }
        guard first.status == 401, let token, let bytes = Base64.bytes(token.token),
            let challenge = NTLMChallenge(bytes)
        else { throw WinRMError(.login, "the server does not go on with the login by NTLM") }
        guard let answer = try login.answer(challenge) else {
            throw WinRMError(.login, "the server's NTLM protects messages too weakly")
        }
        let second = try exchange([], [("Authorization", "\(scheme) \(Base64.text(answer.message))")])
        guard second.status != 401 else { throw refused(method) }
        protection = answer.session
    }

    private var login: NTLMLogin {
        let parts = settings.username.split(separator: "\\", maxSplits: 1, omittingEmptySubsequences: false)
        let user = parts.count == 2 ? String(parts[1]) : settings.username
        // A dot stands for the machine itself, whose own users need no domain.
        let domain = parts.count == 2 && parts[0] != "." ? String(parts[0]) : ""
        // From 1601 to 1970 in seconds; MS-DTYP, section 2.3.3.
        let epoch: UInt64 = 11_644_473_600
        return NTLMLogin(
            user: user, domain: domain, password: settings.password,
            clientChallenge: RandomBytes.bytes(count: 8), exportedKey: RandomBytes.bytes(count: 16),
            time: (epoch + UInt64(max(0, HostClock.wallSeconds))) * 10_000_000)
    }

    // MARK: - Messages

    /// Sends an envelope, logging in again where the connection is another one.
    private func post(_ envelope: [UInt8]) throws -> (status: Int, body: [UInt8]) {
        if method == .certificate {
            let answer = try exchange(
                envelope, [Self.plainType, ("Authorization", WinRMLoginMethod.certificate.rawValue)])
            guard answer.status != 401, answer.status != 403 else { throw refusedCertificate() }
            return (answer.status, answer.body)
        }
        guard let method, method != .basic else {
            let answer = try exchange(envelope, [Self.plainType, basicHeader])
            guard answer.status != 401 else {
                self.method = nil
                throw refused(.basic)
            }
            return (answer.status, answer.body)
        }
        if !isLoggedIn { try logIn(method) }
        if let answer = try postProtected(envelope) { return answer }
        // The connection had been closed meanwhile, and with it went the login.
        try logIn(method)
        guard let answer = try postProtected(envelope) else { throw refused(method) }
        return answer
    }

    private static let plainType = (name: "Content-Type", value: "application/soap+xml;charset=UTF-8")

    /// - Returns: `nil` if the server wants a login first.
    private func postProtected(_ envelope: [UInt8]) throws -> (status: Int, body: [UInt8])? {
        guard !settings.usesTLS, var session = protection else {
            let answer = try exchange(envelope, [Self.plainType])
            return answer.status == 401 ? nil : (answer.status, answer.body)
        }
        let (signature, sealed) = try session.seal(envelope)
        let message = EncryptedMessage.bytes(signature: signature, sealed: sealed)
        // Whatever happens, the cipher has moved on.
        protection = session
        let answer = try exchange(message, [("Content-Type", EncryptedMessage.contentType)])
        guard answer.status != 401, !(answer.isNewConnection && answer.status >= 400) else { return nil }
        guard !answer.body.isEmpty else { return (answer.status, []) }
        guard let parts = EncryptedMessage.parts(answer.body),
            let plain = try session.unseal(parts.sealed, signature: parts.signature)
        else {
            isLoggedIn = false
            throw WinRMError(.protocolViolation, "the server's answer is not encrypted as the login agreed")
        }
        protection = session
        return (answer.status, plain)
    }

    /// One HTTP request.
    private func exchange(_ body: [UInt8], _ headers: [(name: String, value: String)]) throws -> HTTPResponse {
        var request = HTTPRequest(url: settings.url)
        request.method = "POST"
        request.headers = headers
        request.body = body
        request.verifiesServer = settings.verifiesServer
        request.certificateFile = settings.certificateFile
        request.clientCertificate = settings.clientCertificate
        request.usesProxy = settings.usesProxy
        request.connectTimeout = settings.connectTimeout
        request.timeout = settings.pollTime + settings.grace
        do {
            return try session.perform(request)
        } catch let error as HTTPError {
            isLoggedIn = false
            throw failure(error)
        } catch {
            isLoggedIn = false
            throw error
        }
    }

    private func failure(_ error: HTTPError) -> WinRMError {
        switch error.stage {
        case .connect:
            WinRMError(.dial, "no TCP answer yet (\(error.reason))")
        case .certificate:
            WinRMError(
                .certificate, "the machine's certificate is not trusted (\(error.reason))",
                advice: ["Set winrm_insecure = true for a machine with a certificate of its own making."])
        case .ownCertificate:
            WinRMError(
                .login, "the client certificate or its key cannot be used (\(error.reason))",
                advice: ["winrm_certificate_file and winrm_private_key_file name files in PEM that belong together."])
        case .exchange:
            WinRMError(.silence, "no HTTP answer (\(error.reason))")
        }
    }
}
