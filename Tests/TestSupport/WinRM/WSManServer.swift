internal import Cryptography
internal import HostOS
internal import Synchronization
internal import WinRM

/// A WinRM service on loopback: HTTP, logins and message encryption in front of a strict `WSManService`.
///
/// It is no Windows: it checks the protocol (MS-WSMV, MS-NLMP, DSP0226) and plays a machine that tests describe.
package final class WSManServer: Sendable {
    /// How the service is set up.
    package struct Setup: Sendable {
        package var user = "vagrant"
        package var password = "s3cret/päss"
        /// The logins that are offered, in the words of WWW-Authenticate.
        package var offers = ["Negotiate", "Basic realm=\"WSMAN\""]
        /// Whether messages may come unencrypted (AllowUnencrypted).
        package var allowsUnencrypted = true
        /// Whether a connection is closed after each request that was answered well.
        package var closesConnections = false

        package init() {}
    }

    package let port: UInt16
    package let setup: Setup
    package let service: WSManService
    private let listener: SocketListener
    private let logins = Mutex<[String]>([])
    private let refusals = Mutex(0)

    /// The logins that succeeded, by method.
    package var loginMethods: [String] { logins.withLock { $0 } }
    /// How often the server wanted another login than it got.
    package var refusedRequests: Int { refusals.withLock { $0 } }

    private init(_ setup: Setup, _ machine: FakeWindows) throws {
        listener = try SocketListener.tcp()
        port = UInt16(listener.port)
        self.setup = setup
        service = WSManService(machine)
    }

    /// Serves for as long as `body` runs.
    package static func with<Value: Sendable>(
        _ setup: Setup = Setup(), _ machine: FakeWindows = FakeWindows(),
        _ body: @escaping @Sendable (WSManServer) async throws -> Value
    ) async throws -> Value {
        let server = try WSManServer(setup, machine)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                await server.serve()
                return nil
            }
            group.addTask { try await body(server) }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw FixtureFailure("the server stopped")
        }
    }

    private func serve() async {
        await withDiscardingTaskGroup { group in
            while let client = try? await listener.accept() {
                // A client that goes away ends its connection only.
                group.addTask { try? await self.serve(client) }
            }
        }
    }

    // MARK: - HTTP

    private struct Request {
        var line: String
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]
    }

    /// What a connection remembers.
    private struct Connection {
        var challenge: [UInt8]?
        var session: NTLMSession?
        var isLoggedIn = false
    }

    private func serve(_ client: SocketStream) async throws {
        defer { client.close() }
        var connection = Connection()
        var bytes: [UInt8] = []
        while let request = try await Self.request(client, &bytes) {
            let (status, headers, body) = try await answer(request, &connection)
            var head = "HTTP/1.1 \(status) Answer\r\nContent-Length: \(body.count)\r\n"
            for header in headers { head += header + "\r\n" }
            let closes = setup.closesConnections && status == 200 && !request.body.isEmpty
            if closes { head += "Connection: close\r\n" }
            try await client.write(Array((head + "\r\n").utf8) + body)
            if closes { return }
        }
    }

    /// The next request of a connection; `nil` at its end.
    private static func request(_ client: SocketStream, _ bytes: inout [UInt8]) async throws -> Request? {
        while true {
            if let end = bytes.firstRange(of: [13, 10, 13, 10]) {
                let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    guard parts.count == 2 else { throw FixtureFailure("no header: \(line)") }
                    headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
                }
                let length = Int(headers["content-length"] ?? "0") ?? 0
                if bytes.count >= end.upperBound + length {
                    let body = Array(bytes[end.upperBound..<(end.upperBound + length)])
                    bytes.removeFirst(end.upperBound + length)
                    return Request(line: String(lines.first ?? ""), headers: headers, body: body)
                }
            }
            let piece = try await client.read()
            if piece.isEmpty { return nil }
            bytes += piece
        }
    }

    private typealias Answer = (status: Int, headers: [String], body: [UInt8])

    private func answer(_ request: Request, _ connection: inout Connection) async throws -> Answer {
        guard request.line == "POST /wsman HTTP/1.1" else { return (404, [], []) }
        let words = (request.headers["authorization"] ?? "").split(separator: " ").map(String.init)
        switch words.first {
        case "Basic" where setup.offers.contains { $0.hasPrefix("Basic") }:
            guard words.count == 2, words[1] == Base64.text(Array("\(setup.user):\(setup.password)".utf8)) else {
                return unauthorized()
            }
            logins.withLock { $0.append("Basic") }
        case WinRMLoginMethod.certificate.rawValue?
        where setup.offers.contains(WinRMLoginMethod.certificate.rawValue):
            // Whoever ends the TLS connection has checked the certificate.
            logins.withLock { $0.append(WinRMLoginMethod.certificate.rawValue) }
        case let scheme? where scheme != "Basic" && setup.offers.contains(scheme):
            if let answer = try negotiate(scheme, Base64.bytes(words.last ?? "") ?? [], &connection) { return answer }
        default:
            guard connection.isLoggedIn else { return unauthorized() }
        }
        return try await message(request, &connection)
    }

    private func unauthorized() -> Answer {
        refusals.withLock { $0 += 1 }
        return (401, setup.offers.map { "WWW-Authenticate: \($0)" }, [])
    }

    private func message(_ request: Request, _ connection: inout Connection) async throws -> Answer {
        guard !request.body.isEmpty else { return (200, [], []) }
        let type = request.headers["content-type"] ?? ""
        guard type.hasPrefix("multipart/encrypted") else {
            guard setup.allowsUnencrypted else { return (500, [], []) }
            guard type == "application/soap+xml;charset=UTF-8" else { return (415, [], []) }
            let (status, body) = try await service.answer(request.body)
            return (status, ["Content-Type: \(type)"], body)
        }
        guard let parts = EncryptedMessage.parts(request.body),
            let plain = try connection.session?.unseal(parts.sealed, signature: parts.signature)
        else { return (400, [], []) }
        let (status, body) = try await service.answer(plain)
        guard let sealed = try connection.session?.seal(body) else { return (500, [], []) }
        return (
            status, ["Content-Type: \(EncryptedMessage.contentType)"],
            EncryptedMessage.bytes(signature: sealed.signature, sealed: sealed.sealed)
        )
    }

    // MARK: - NTLM

    /// A step of the login; `nil` where it succeeded.
    private func negotiate(_ scheme: String, _ token: [UInt8], _ connection: inout Connection) throws -> Answer? {
        guard token.count > 12, token.starts(with: Array("NTLMSSP\0".utf8)) else { return unauthorized() }
        switch NTLMMessage.number(token, 8) {
        case 1:
            let challenge = RandomBytes.bytes(count: 8)
            connection = Connection(challenge: challenge)
            let time = (UInt64(HostClock.wallSeconds) + 11_644_473_600) * 10_000_000
            let pairs = [
                NTLMPair(id: 2, value: NTLMKeys.utf16("MACHINE")), NTLMPair(id: 1, value: NTLMKeys.utf16("MACHINE")),
                NTLMPair(id: NTLMPair.timestamp, value: (0..<8).map { UInt8(truncatingIfNeeded: time >> ($0 * 8)) }),
            ]
            let message = NTLMChallenge(flags: .wanted, challenge: challenge, targetInfo: pairs).bytes
            return (401, ["WWW-Authenticate: \(scheme) \(Base64.text(message))"], [])
        case 3:
            guard let challenge = connection.challenge, let key = try exportedKey(token, challenge) else {
                connection = Connection()
                return unauthorized()
            }
            connection = Connection(
                session: try NTLMSession(exportedKey: key, side: .serverToClient), isLoggedIn: true)
            logins.withLock { $0.append(scheme) }
            return nil
        default: return unauthorized()
        }
    }

    /// Checks the proof of a login and takes the key out of it; `nil` if the password was another one.
    private func exportedKey(_ message: [UInt8], _ challenge: [UInt8]) throws -> [UInt8]? {
        guard message.count >= 88, let response = NTLMMessage.field(message, 20), response.count > 16,
            let domain = NTLMMessage.field(message, 28), let user = NTLMMessage.field(message, 36),
            let sent = NTLMMessage.field(message, 52), user == NTLMKeys.utf16(setup.user)
        else { return nil }
        let key = try NTLMKeys.passwordKey(
            user: setup.user, domain: Self.text(domain), password: setup.password)
        let proof = try NTLMKeys.proof(passwordKey: key, challenge: challenge, blob: Array(response[16...]))
        guard proof == Array(response[..<16]) else { return nil }
        var cipher = RC4(key: try NTLMKeys.baseKey(passwordKey: key, proof: proof))
        return cipher.apply(sent)
    }

    private static func text(_ bytes: [UInt8]) -> String {
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
        return String(decoding: units, as: UTF16.self)
    }
}
