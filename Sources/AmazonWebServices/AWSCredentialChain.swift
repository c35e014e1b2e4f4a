import BuildEvents

/// Finds the keys to sign with where AWS's own tools look, in the same order, and renews those that run out.
///
/// The order: options, environment, a profile of `~/.aws`, a web identity, a container's service, an instance's
/// metadata service. With a role to assume, the keys that are found only serve to get those of the role.
package actor AWSCredentialChain {
    private let access: AWSAccess
    private let fixed: AWSCredentials?
    private var found: AWSCredentials?

    package init(_ access: AWSAccess) {
        self.access = access
        fixed = nil
    }

    /// Keys that are known already.
    init(fixed: AWSCredentials, _ access: AWSAccess) {
        self.access = access
        self.fixed = fixed
    }

    /// Keys that are good for some minutes at least.
    ///
    /// - Throws: `AWSError` where there are none, `CancellationError`.
    package func credentials() async throws -> AWSCredentials {
        if let fixed { return fixed }
        // A request may take a while.
        if let found, found.expiration.map({ $0 - access.time() > 300 }) ?? true { return found }
        let keys = try await find()
        access.onSecret(keys.secretKey.exposed)
        if let token = keys.token { access.onSecret(token.exposed) }
        found = keys
        return keys
    }

    private func find() async throws -> AWSCredentials {
        let own = try await ownKeys()
        guard let role = access.role else { return own }
        return try await access.assume(role, with: own)
    }

    private func ownKeys() async throws -> AWSCredentials {
        if let keys = try access.staticKeys() { return keys }
        if let keys = try await access.profileKeys() { return keys }
        if let keys = try await access.webIdentityKeys() { return keys }
        if let keys = try await access.containerKeys() { return keys }
        if let keys = try await access.instanceKeys() { return keys }
        throw AWSError(
            reason: "there are no credentials",
            advice: [
                "Give access_key and secret_key, or profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            ])
    }
}

extension AWSAccess {
    /// What can be told to be wrong with the keys before anything is asked; `nil` if nothing can.
    package var complaint: AWSError? {
        do throws(AWSError) {
            if try staticKeys() != nil { return nil }
            let named = profile ?? variable("AWS_PROFILE")
            if let named { _ = try checkedProfile(named) }
            return nil
        } catch {
            return error
        }
    }

    /// The keys of options or environment.
    func staticKeys() throws(AWSError) -> AWSCredentials? {
        if accessKey != nil || secretKey != nil {
            guard let accessKey, let secretKey else {
                throw AWSError(reason: "access_key and secret_key belong together, but only one is given")
            }
            return AWSCredentials(
                accessKey: accessKey, secretKey: secretKey.exposed,
                token: token?.exposed
                    ?? (variable("AWS_ACCESS_KEY_ID") == accessKey ? variable("AWS_SESSION_TOKEN") : nil))
        }
        // A profile that somebody chose comes before keys that happen to be in the environment.
        guard profile == nil, let access = variable("AWS_ACCESS_KEY_ID"), let secret = variable("AWS_SECRET_ACCESS_KEY")
        else { return nil }
        return AWSCredentials(
            accessKey: access, secretKey: secret, token: token?.exposed ?? variable("AWS_SESSION_TOKEN"))
    }

    /// Keys that stand in environment or profile as they are, for whoever cannot wait for those of roles.
    package func writtenKeys() throws(AWSError) -> AWSCredentials? {
        if let keys = try staticKeys() { return keys }
        let settings = sharedFiles.profile(profileName)
        guard let key = settings?["aws_access_key_id"], let secret = settings?["aws_secret_access_key"] else {
            return nil
        }
        return AWSCredentials(accessKey: key, secretKey: secret, token: settings?["aws_session_token"])
    }

    private func checkedProfile(_ name: String) throws(AWSError) -> [String: String] {
        guard let settings = sharedFiles.profile(name) else {
            throw AWSError(
                reason: "there is no profile \"\(name)\"",
                advice: ["Look at ~/.aws/config and ~/.aws/credentials, or AWS_SHARED_CREDENTIALS_FILE."])
        }
        for (setting, advice) in [
            ("credential_process", "its program"), ("sso_session", "aws sso login"), ("sso_start_url", "aws sso login"),
        ] where settings[setting] != nil && settings["aws_access_key_id"] == nil && settings["role_arn"] == nil {
            throw AWSError(
                reason: "the profile \"\(name)\" gets its keys by \(setting), which Ingot does not speak",
                advice: ["Get keys by \(advice) and `aws configure export-credentials --format env` before the build."])
        }
        return settings
    }

    /// The keys of the profile, or of the role that it names.
    func profileKeys() async throws -> AWSCredentials? {
        let isChosen = profile != nil || variable("AWS_PROFILE") != nil
        guard isChosen || sharedFiles.profile(profileName) != nil else { return nil }
        return try await keys(ofProfile: profileName, depth: 0)
    }

    private func keys(ofProfile name: String, depth: Int) async throws -> AWSCredentials? {
        guard depth < 5 else { throw AWSError(reason: "the profiles' source_profile go round in a circle") }
        let settings = try checkedProfile(name)
        guard let arn = settings["role_arn"] else {
            guard let key = settings["aws_access_key_id"], let secret = settings["aws_secret_access_key"] else {
                return nil
            }
            return AWSCredentials(accessKey: key, secretKey: secret, token: settings["aws_session_token"])
        }
        guard settings["web_identity_token_file"] == nil else { return try await webIdentityKeys(settings) }
        var role = AWSRole(arn: arn)
        role.sessionName = settings["role_session_name"]
        role.externalID = settings["external_id"]
        role.duration = settings["duration_seconds"].flatMap { Int($0) }
        role.deviceSerial = settings["mfa_serial"]
        let source: AWSCredentials?
        switch (settings["source_profile"], settings["credential_source"]) {
        case (let other?, _) where other == name:
            source = settings["aws_access_key_id"].flatMap { key in
                settings["aws_secret_access_key"].map { AWSCredentials(accessKey: key, secretKey: $0) }
            }
        case (let other?, _): source = try await keys(ofProfile: other, depth: depth + 1)
        case (nil, "Ec2InstanceMetadata"): source = try await instanceKeys()
        case (nil, "EcsContainer"): source = try await containerKeys()
        case (nil, "Environment"):
            source = variable("AWS_ACCESS_KEY_ID").flatMap { key in
                variable("AWS_SECRET_ACCESS_KEY").map {
                    AWSCredentials(accessKey: key, secretKey: $0, token: variable("AWS_SESSION_TOKEN"))
                }
            }
        default: source = nil
        }
        guard let source else {
            throw AWSError(reason: "the profile \"\(name)\" names a role, but no keys to assume it with")
        }
        return try await assume(role, with: source)
    }
}
