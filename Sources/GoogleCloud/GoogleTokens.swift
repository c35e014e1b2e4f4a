import BuildEvents
import HTTP
import HostOS
import JSONText

/// Tokens that requests carry, renewed before they run out.
package actor GoogleTokens {
    private struct Token {
        var text: String
        /// Seconds since 1970; `nil` if nobody knows.
        var expiration: Int?
    }

    private let access: GoogleAccess
    private var current: Token?

    package init(_ access: GoogleAccess) {
        self.access = access
    }

    /// A token that is good for some minutes at least.
    ///
    /// - Throws: `GoogleError` where there is none, `CancellationError`.
    func token() async throws -> String {
        if let current, current.expiration.map({ $0 - access.time() > 300 }) ?? true { return current.text }
        var token = try await ownToken()
        access.onSecret(token.text)
        if let account = access.impersonated {
            token = try await impersonated(account, by: token.text)
            access.onSecret(token.text)
        }
        current = token
        return token.text
    }

    private func ownToken() async throws -> Token {
        switch access.source {
        case .token(let text): return Token(text: text.exposed)
        case .json(let text): return try await token(for: parsed(text.exposed, "credentials_json"))
        case .file(let path): return try await token(inFile: path)
        case .ambient: break
        }
        if let path = access.variable("GOOGLE_APPLICATION_CREDENTIALS") { return try await token(inFile: path) }
        let folder =
            access.variable("CLOUDSDK_CONFIG") ?? access.variable("HOME").map { "\($0)/.config/gcloud" } ?? ""
        let file = "\(folder)/application_default_credentials.json"
        if HostFiles.exists(file) { return try await token(inFile: file) }
        if let token = try await machineToken() { return token }
        throw GoogleError(
            reason: "there are no credentials",
            advice: ["Give credentials_file, or set GOOGLE_APPLICATION_CREDENTIALS to a service account's key."])
    }

    private func token(inFile path: String) async throws -> Token {
        let place = HostPath.expandingTilde(path)
        let text: String
        do {
            text = try HostFiles.readText(place, limit: 1 << 20)
        } catch {
            throw GoogleError(reason: "the credentials cannot be read: \(error)")
        }
        return try await token(for: parsed(text, place))
    }

    private func parsed(_ text: String, _ source: String) throws -> JSONValue {
        // What the parser would quote of it could be the key.
        guard let json = try? JSONParser.parse(text), json.members != nil else {
            throw GoogleError(reason: "the credentials of \(source) are no JSON object")
        }
        for name in ["private_key", "client_secret", "refresh_token"] {
            if let secret = json[name]?.string { access.onSecret(secret) }
        }
        return json
    }

    private func token(for json: JSONValue) async throws -> Token {
        switch json["type"]?.string ?? "service_account" {
        case "service_account":
            let account = try GoogleServiceAccount(json)
            let assertion = try account.assertion(scopes: access.scopes, time: access.time())
            return try await token(
                from: account.tokenAddress,
                [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)])
        case "authorized_user":
            guard let id = json["client_id"]?.string, let secret = json["client_secret"]?.string,
                let refresh = json["refresh_token"]?.string
            else {
                throw GoogleError(reason: "the credentials of a user lack client_id, client_secret or refresh_token")
            }
            let address = json["token_uri"]?.string ?? "https://oauth2.googleapis.com/token"
            return try await token(
                from: address,
                [
                    ("grant_type", "refresh_token"), ("client_id", id), ("client_secret", secret),
                    ("refresh_token", refresh),
                ])
        case let other:
            throw GoogleError(
                reason: "credentials of the type \"\(other.prefix(60))\" are not taken here",
                advice: ["Give access_token = what `gcloud auth print-access-token` says, or a service account's key."])
        }
    }

    /// Asks a token service (RFC 6749, 5).
    private func token(from address: String, _ fields: [(name: String, value: String)]) async throws -> Token {
        var request = HTTPRequest(url: address)
        request.method = "POST"
        request.headers = [("Content-Type", "application/x-www-form-urlencoded")]
        request.body = Array(
            fields.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&").utf8)
        return try read(try await answer(request, "Google token"), "Google token")
    }

    private func impersonated(_ account: String, by token: String) async throws -> Token {
        let name = "Google token of \(account)"
        let base = access.endpoint(of: "iamcredentials")
        var request = HTTPRequest(
            url: "\(base)/v1/projects/-/serviceAccounts/\(percentEncoded(account)):generateAccessToken")
        request.method = "POST"
        request.headers = [("Content-Type", "application/json"), ("Authorization", "Bearer \(token)")]
        let wish: JSONValue = ["scope": .array(access.scopes.map { .string($0) }), "lifetime": "3600s"]
        request.body = Array(JSONWriter().text(wish).utf8)
        let response = try await answer(request, name)
        // A status of success without a token is told below.
        guard let text = (try? JSONParser.parse(response.body))?["accessToken"]?.string else {
            throw GoogleError(request: name, reason: "the answer holds no token")
        }
        return Token(text: text, expiration: access.time() + 3600)
    }

    /// The token of the account that a machine in Google Cloud has.
    private func machineToken() async throws -> Token? {
        let host = access.variable("GCE_METADATA_HOST") ?? "metadata.google.internal"
        let scopes = percentEncoded(access.scopes.joined(separator: ","))
        var request = HTTPRequest(
            url: "http://\(host)/computeMetadata/v1/instance/service-accounts/default/token?scopes=\(scopes)")
        request.headers = [("Metadata-Flavor", "Google")]
        request.usesProxy = false
        request.connectTimeout = .seconds(2)
        do {
            let response = try await request.answerOnOwnThread()
            guard response.status == 200 else { return nil }
            return try read(response, "the machine's metadata service")
        } catch is HTTPError {
            // Nobody is there: this is no such machine.
            return nil
        }
    }

    private func answer(_ request: HTTPRequest, _ name: String) async throws -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await access.retries.answer { request }
        } catch let error as HTTPError {
            throw GoogleError(request: name, reason: error.description)
        }
        guard response.status == 200 else { throw GoogleError(request: name, response: response) }
        return response
    }

    private func read(_ response: HTTPResponse, _ name: String) throws -> Token {
        // An answer that is no JSON holds no token either.
        let answer = try? JSONParser.parse(response.body)
        guard let text = answer?["access_token"]?.string, !text.isEmpty,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw GoogleError(request: name, reason: "the answer holds no token") }
        return Token(text: text, expiration: answer?["expires_in"]?.int.map { access.time() + $0 })
    }
}
