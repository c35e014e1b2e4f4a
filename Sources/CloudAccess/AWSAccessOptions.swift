import AmazonWebServices
import BuildEvents
import ComponentAPI
import HCLValues
import HTTP

/// How a template says in which region and with which keys AWS is asked; the same for all components.
package struct AWSAccessOptions: Sendable {
    package enum Keys {
        package static let region = OptionKey<String>(
            "region", defaultText: "AWS_REGION, or the profile's", "The region: eu-west-1.")
        static let accessKey = OptionKey<String>(
            "access_key", defaultText: "AWS_ACCESS_KEY_ID",
            "The key's name. Without any, AWS's usual places are searched: environment, ~/.aws, the instance's role.")
        static let secretKey = OptionKey<String>(
            "secret_key", defaultText: "AWS_SECRET_ACCESS_KEY", sensitive: true, "The key.")
        static let token = OptionKey<String>(
            "token", defaultText: "AWS_SESSION_TOKEN", sensitive: true, "The token of a temporary key.")
        static let profile = OptionKey<String>(
            "profile", defaultText: "AWS_PROFILE", "The section of ~/.aws/credentials and ~/.aws/config.")
        static let credentialsFile = OptionKey<String>(
            "shared_credentials_file", defaultText: "~/.aws/credentials", "The file with AWS's keys.")
        static let role = OptionKey<AWSRoleOption>(
            "assume_role", "A role whose keys are used, instead of those that were found.")
        static let secondFactor = OptionKey<String>(
            "mfa_code", sensitive: true, "The code of a second factor, for roles whose profile has an mfa_serial.")
        static let endpoint = OptionKey<String>(
            "custom_endpoint_ec2", defaultText: "AWS_ENDPOINT_URL_EC2, or AWS's",
            "The address of another service that speaks as EC2 does.")
        static let insecure = OptionKey<Bool>(
            "insecure_skip_tls_verify", default: false, "Whether to trust any server.")
        static let skipsMetadata = OptionKey<Bool>(
            "skip_metadata_api_check", default: false, "Whether an EC2 instance's metadata are not asked for keys.")
        static let retries = OptionKey<Int>("max_retries", default: 3, "How often a request is tried again.")
        static let polling = OptionKey<AWSPollingOption>(
            "aws_polling", "How often the state of something that takes long is asked for.")
        static let withoutEffect = [
            ("skip_region_validation", "Taken for old templates: no list of regions is kept that could refuse one."),
            ("skip_credential_validation", "Taken for old templates: keys are tried when they are used."),
            ("decode_authorization_messages", "Taken for old templates, without effect."),
        ].map { OptionKey<Bool>($0.0, default: false, $0.1) }
        static let vault = OptionKey<HCLValue>(
            "vault_aws_engine", "Refused: read keys from Vault by the function vault() instead.")
    }

    package static let declarations: [OptionDeclaration] =
        [
            Keys.region.declaration, Keys.accessKey.declaration, Keys.secretKey.declaration, Keys.token.declaration,
            Keys.profile.declaration, Keys.credentialsFile.declaration, Keys.role.declaration,
            Keys.secondFactor.declaration, Keys.endpoint.declaration, Keys.insecure.declaration,
            Keys.skipsMetadata.declaration, Keys.retries.declaration, Keys.polling.declaration, Keys.vault.declaration,
        ] + Keys.withoutEffect.map(\.declaration)

    package let access: AWSAccess
    /// `nil` where neither the block nor the environment sets it.
    package let pollingDelay: Duration?
    package let pollingAttempts: Int?

    /// Reads the options and complains about what cannot be, as far as local files tell.
    ///
    /// - Parameter needsRegion: whether it is an error already now if none is known.
    package init(_ reader: OptionReader, _ environment: ComponentEnvironment, needsRegion: Bool) {
        func text(_ key: OptionKey<String>) -> String? {
            reader.optional(key).flatMap { $0.isEmpty ? nil : $0 }
        }
        var access = AWSAccess(environment: environment.environment)
        access.region = text(Keys.region)
        access.accessKey = text(Keys.accessKey)
        access.secretKey = text(Keys.secretKey).map { .init($0) }
        access.token = text(Keys.token).map { .init($0) }
        access.profile = text(Keys.profile)
        access.credentialsFile = text(Keys.credentialsFile)
        access.role = reader.optional(Keys.role)?.role
        access.secondFactorCode = text(Keys.secondFactor)
        access.endpoints["ec2"] = text(Keys.endpoint)
        access.verifiesServer = !reader.value(Keys.insecure)
        access.asksMetadata = !reader.value(Keys.skipsMetadata)
        access.retries.count = max(0, reader.value(Keys.retries))
        let redactor = environment.redactor
        access.onSecret = { redactor.add($0) }
        for secret in [access.secretKey?.exposed, access.token?.exposed, access.secondFactorCode] {
            secret.map(redactor.add)
        }
        self.access = access
        let polling = reader.optional(Keys.polling)
        func number(_ variable: String) -> Int? { environment.environment[variable].flatMap { Int($0) } }
        pollingDelay = (polling?.delay ?? number("AWS_POLL_DELAY_SECONDS")).map { .seconds(max(0, $0)) }
        pollingAttempts = (polling?.attempts ?? number("AWS_MAX_ATTEMPTS")).map { max(1, $0) }
        for key in Keys.withoutEffect { _ = reader.value(key) }
        check(reader, needsRegion: needsRegion)
    }

    /// What long waits go by, where the template does not say it otherwise.
    package func polling(delay: Duration, attempts: Int) -> AWSPolling {
        AWSPolling(delay: pollingDelay ?? delay, attempts: pollingAttempts ?? attempts)
    }

    private func check(_ reader: OptionReader, needsRegion: Bool) {
        if needsRegion || access.region != nil {
            do {
                _ = try access.resolvedRegion()
            } catch {
                reader.error("Invalid region", Self.sentences(error), of: Keys.region)
            }
        }
        if let complaint = access.complaint {
            reader.error("Invalid credentials", Self.sentences(complaint), of: Keys.profile)
        }
        if let endpoint = access.endpoints["ec2"], !endpoint.hasPrefix("http://"), !endpoint.hasPrefix("https://") {
            reader.error(
                "Invalid endpoint", "custom_endpoint_ec2 must begin with http:// or https://.", of: Keys.endpoint)
        }
        if reader.value(Keys.retries) < 0 {
            reader.error("Invalid number", "max_retries must be 0 or more.", of: Keys.retries)
        }
        if reader.isSet(Keys.vault) {
            reader.error(
                "Not possible",
                "vault_aws_engine is not possible here. Read the keys from Vault by the function "
                    + "vault() and give them as access_key, secret_key and token.", of: Keys.vault)
        }
    }

    private static func sentences(_ error: AWSError) -> String {
        let text = "\(error)"
        return (["\(text.prefix(1).uppercased())\(text.dropFirst())."] + error.advice).joined(separator: " ")
    }
}
