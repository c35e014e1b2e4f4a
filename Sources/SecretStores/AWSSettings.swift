import AmazonWebServices
import BuildEvents

/// Region, keys and endpoint as AWS's tools take them from the environment and from `~/.aws`.
struct AWSSettings: Sendable {
    struct Credentials: Hashable, Sendable {
        var accessKey: String
        var secretKey: String
        var sessionToken: String?
    }

    private static let name = "AWS Secrets Manager"
    private let environment: StoreEnvironment
    private let access: AWSAccess

    init(environment: [String: String], homeDirectory: String?) {
        self.environment = StoreEnvironment(variables: environment)
        var variables = environment
        variables["HOME"] = homeDirectory
        access = AWSAccess(environment: variables)
    }

    func region() throws(SecretStoreError) -> String {
        do {
            return try access.resolvedRegion()
        } catch {
            throw SecretStoreError(
                store: Self.name, reason: error.reason, advice: "set AWS_REGION or the profile's region")
        }
    }

    func credentials() throws(SecretStoreError) -> Credentials {
        let advice = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile with keys"
        do throws(AWSError) {
            guard let keys = try access.writtenKeys() else {
                throw AWSError(reason: "there are no credentials")
            }
            return Credentials(
                accessKey: keys.accessKey, secretKey: keys.secretKey.exposed, sessionToken: keys.token?.exposed)
        } catch {
            throw SecretStoreError(store: Self.name, reason: error.reason, advice: advice)
        }
    }

    /// The address of the service, without a slash at its end.
    func endpoint(region: String) -> String {
        let override = environment["AWS_ENDPOINT_URL_SECRETS_MANAGER"] ?? environment["AWS_ENDPOINT_URL"]
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return StoreAddress.trimmed(override ?? "https://secretsmanager.\(region).\(domain)")
    }
}
