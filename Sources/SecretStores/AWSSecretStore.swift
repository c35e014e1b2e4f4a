import Cryptography
import HCLValues
import HTTP
import HostOS
import JSONText

/// AWS Secrets Manager by its JSON API.
package struct AWSSecretStore: Sendable {
    private static let name = "AWS Secrets Manager"
    private let settings: AWSSettings

    /// - Parameter environment: see `AWSSettings`.
    package init(environment: [String: String], homeDirectory: String?) {
        settings = AWSSettings(environment: environment, homeDirectory: homeDirectory)
    }

    /// The text of a secret's current version as it is stored.
    ///
    /// - Throws: `SecretStoreError`, `CancellationError`.
    package func raw(name: String) throws -> String {
        let response = try request(name).answer(of: Self.name)
        // The status tells more than what is wrong with a body that is no JSON.
        let body = try? JSONParser.parse(response.body)
        guard response.status == 200 else {
            let type = body?["__type"]?.string?.split(separator: "#").last.map(String.init)
            let words = body?["message"]?.string ?? body?["Message"]?.string
            let reason = [type, words.map(quoted)].compactMap(\.self).joined(separator: ": ")
            throw SecretStoreError(
                store: Self.name,
                reason: "secret \(quoted(name)): the server answered \(response.status)"
                    + (reason.isEmpty ? "" : ": " + reason))
        }
        guard let text = body?["SecretString"]?.string else {
            throw SecretStoreError(store: Self.name, reason: "the secret \(quoted(name)) holds no text")
        }
        return text
    }

    /// One value of a secret that is an object, or its only value, or the whole text of one that is no object.
    ///
    /// - Throws: `SecretStoreError`, `CancellationError`.
    package func value(name: String, key: String?) throws -> String {
        let text = try raw(name: name)
        // Plain text is as good a secret as JSON.
        guard let members = (try? JSONParser.parse(text))?.members else { return text }
        let wanted = key.flatMap { $0.isEmpty ? nil : $0 }
        guard wanted != nil || members.count <= 1 else {
            throw SecretStoreError(
                store: Self.name, reason: "the secret \(quoted(name)) has \(members.count) keys and none was asked for",
                advice: "name one of them as second argument")
        }
        let member = wanted.map { wanted in members.last { $0.name == wanted } } ?? members.first
        guard let member else {
            let words = wanted.map { "no key " + quoted($0) } ?? "no keys"
            throw SecretStoreError(store: Self.name, reason: "the secret \(quoted(name)) has \(words)")
        }
        guard let value = member.value.scalarText else {
            throw SecretStoreError(
                store: Self.name, reason: "the key \(quoted(member.name)) of \(quoted(name)) holds no text")
        }
        return value
    }

    private func request(_ name: String) throws -> HTTPRequest {
        let region = try settings.region()
        let credentials = try settings.credentials()
        let endpoint = settings.endpoint(region: region)
        let body: JSONValue = ["SecretId": .string(name), "VersionStage": "AWSCURRENT"]
        var request = HTTPRequest(url: endpoint + "/")
        request.method = "POST"
        request.body = Array(JSONWriter().text(body).utf8)
        let moment = CivilTime(unixSeconds: Int(HostClock.wallSeconds)).basicUTC
        request.headers = [
            ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "secretsmanager.GetSecretValue"),
            ("X-Amz-Date", moment),
        ]
        if let token = credentials.sessionToken { request.headers.append(("X-Amz-Security-Token", token)) }
        let signer = AWSRequestSigner(
            accessKey: credentials.accessKey, secretKey: credentials.secretKey, region: region,
            service: "secretsmanager")
        let (host, path) = StoreAddress.split(endpoint)
        let signed = AWSRequestSigner.Request(
            method: request.method, path: path + "/", headers: request.headers + [("Host", host)],
            payloadHash: try Digest.hex(of: request.body, .sha256))
        request.headers.append(("Authorization", try signer.authorization(signed, time: moment)))
        return request
    }
}
