import HostOS

/// Region, keys and endpoint as AWS's tools take them from the environment and from `~/.aws`.
struct AWSSettings: Sendable {
    struct Credentials: Hashable, Sendable {
        var accessKey: String
        var secretKey: String
        var sessionToken: String?
    }

    private static let name = "AWS Secrets Manager"
    private let environment: StoreEnvironment
    private let homeDirectory: String?

    init(environment: [String: String], homeDirectory: String?) {
        self.environment = StoreEnvironment(variables: environment)
        self.homeDirectory = homeDirectory
    }

    private var profile: String { environment["AWS_PROFILE"] ?? "default" }

    func region() throws(SecretStoreError) -> String {
        let section = profile == "default" ? "default" : "profile " + profile
        let configured = values("AWS_CONFIG_FILE", "config", section)["region"]
        guard let region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? configured else {
            throw SecretStoreError(
                store: Self.name, reason: "no region is set", advice: "set AWS_REGION or the profile's region")
        }
        let isPlain = region.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) || $0 >= 0x61 }
        guard isPlain else { throw SecretStoreError(store: Self.name, reason: "the region \(quoted(region)) is none") }
        return region
    }

    func credentials() throws(SecretStoreError) -> Credentials {
        if let access = environment["AWS_ACCESS_KEY_ID"], let secret = environment["AWS_SECRET_ACCESS_KEY"] {
            return Credentials(accessKey: access, secretKey: secret, sessionToken: environment["AWS_SESSION_TOKEN"])
        }
        let stored = values("AWS_SHARED_CREDENTIALS_FILE", "credentials", profile)
        guard let access = stored["aws_access_key_id"], let secret = stored["aws_secret_access_key"] else {
            throw SecretStoreError(
                store: Self.name, reason: "there are no credentials",
                advice: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile with keys")
        }
        return Credentials(accessKey: access, secretKey: secret, sessionToken: stored["aws_session_token"])
    }

    /// The address of the service, without a slash at its end.
    func endpoint(region: String) -> String {
        let override = environment["AWS_ENDPOINT_URL_SECRETS_MANAGER"] ?? environment["AWS_ENDPOINT_URL"]
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return StoreAddress.trimmed(override ?? "https://secretsmanager.\(region).\(domain)")
    }

    /// The settings of one section of a file in `~/.aws`, or of the file that the variable names.
    private func values(_ variable: String, _ file: String, _ section: String) -> [String: String] {
        guard let path = environment[variable] ?? homeDirectory.map({ $0 + "/.aws/" + file }),
            // A file that is missing or unreadable sets nothing: most machines have none.
            let text = try? HostFiles.readText(path)
        else { return [:] }
        return Self.values(text, section: section)
    }

    static func values(_ text: String, section: String) -> [String: String] {
        var values: [String: String] = [:]
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline).map({ String($0).trimmingBlanks }) {
            if line.hasPrefix("["), line.hasSuffix("]") {
                isInside = String(line.dropFirst().dropLast()).trimmingBlanks == section
            } else if isInside, !line.hasPrefix("#"), !line.hasPrefix(";"), let sign = line.firstIndex(of: "=") {
                let name = String(line[..<sign]).trimmingBlanks
                values[name] = String(line[line.index(after: sign)...]).trimmingBlanks
            }
        }
        return values
    }
}
