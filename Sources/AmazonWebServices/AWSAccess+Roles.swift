import BuildEvents
import Cryptography
import HCLValues
import HTTP
import HostOS
import XMLText

/// Keys of roles, by AWS's Security Token Service.
extension AWSAccess {
    private static let version = "2011-06-15"

    /// Temporary keys of a role.
    func assume(_ role: AWSRole, with keys: AWSCredentials) async throws -> AWSCredentials {
        onSecret(keys.secretKey.exposed)
        var plain = self
        plain.role = nil
        let client = try AWSClient(
            service: "sts", access: plain, credentials: AWSCredentialChain(fixed: keys, plain))
        var parameters = AWSParameters()
        parameters.add("RoleArn", role.arn)
        parameters.add("RoleSessionName", role.sessionName ?? "ingot-\(RandomBytes.hex(count: 4))")
        parameters.add("ExternalId", role.externalID)
        parameters.add("DurationSeconds", role.duration.map(String.init))
        parameters.add("Policy", role.policy)
        for (index, arn) in role.policyARNs.enumerated() { parameters.add("PolicyArns.member.\(index + 1).arn", arn) }
        parameters.add("Tags.member", tags: role.tags)
        parameters.add("TransitiveTagKeys.member", list: role.transitiveTagKeys)
        if let serial = role.deviceSerial {
            guard let secondFactorCode else {
                throw AWSError(
                    request: "STS AssumeRole", reason: "the role \(role.arn) wants the code of a second factor",
                    advice: ["Give it as mfa_code."])
            }
            parameters.add("SerialNumber", serial)
            parameters.add("TokenCode", secondFactorCode)
        }
        let answer = try await AWSQuery(client: client, version: Self.version).call("AssumeRole", parameters)
        return try Self.keys(in: answer, "STS AssumeRole")
    }

    /// Keys for the token that a CI system or cluster put into a file.
    func webIdentityKeys() async throws -> AWSCredentials? {
        guard let file = variable("AWS_WEB_IDENTITY_TOKEN_FILE"), let arn = variable("AWS_ROLE_ARN") else {
            return nil
        }
        var settings = ["web_identity_token_file": file, "role_arn": arn]
        settings["role_session_name"] = variable("AWS_ROLE_SESSION_NAME")
        return try await webIdentityKeys(settings)
    }

    func webIdentityKeys(_ settings: [String: String]) async throws -> AWSCredentials {
        let name = "STS AssumeRoleWithWebIdentity"
        let file = HostPath.expandingTilde(settings["web_identity_token_file"] ?? "")
        guard let token = try? HostFiles.readText(file, limit: 1 << 16).withoutOuterSpace else {
            throw AWSError(request: name, reason: "the file \(file) with the identity's token cannot be read")
        }
        onSecret(token)
        let fields = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", Self.version),
            ("RoleArn", settings["role_arn"] ?? ""),
            ("RoleSessionName", settings["role_session_name"] ?? "ingot-\(RandomBytes.hex(count: 4))"),
            ("WebIdentityToken", token),
        ]
        let address = endpoint(of: "sts", region: try resolvedRegion()).address
        var request = HTTPRequest(url: address + "/")
        request.method = "POST"
        request.verifiesServer = verifiesServer
        request.certificateFile = certificateFile
        request.headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")]
        request.body = Array(AWSQuery.form(fields).utf8)
        let made = request
        let response: HTTPResponse
        do {
            response = try await retries.answer { made }
        } catch let error as HTTPError {
            throw AWSError(request: name, reason: error.reason)
        }
        guard response.status == 200, let answer = AWSAnswer(response).root else {
            throw AWSError(request: name, response: response)
        }
        return try Self.keys(in: answer, name)
    }

    private static func keys(in answer: XMLElement, _ request: String) throws -> AWSCredentials {
        let found = answer.first { $0.name == "Credentials" }
        guard let key = found?.value("AccessKeyId"), let secret = found?.value("SecretAccessKey"),
            let token = found?.value("SessionToken")
        else { throw AWSError(request: request, reason: "the answer holds no keys") }
        let expiration = found?.value("Expiration").flatMap { CivilTime(rfc3339: $0)?.unixSeconds }
        return AWSCredentials(accessKey: key, secretKey: secret, token: token, expiration: expiration)
    }
}
