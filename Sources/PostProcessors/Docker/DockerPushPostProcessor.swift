import BuildEvents
import ComponentAPI
import HostOS

/// `docker-push`: sends an image to a registry.
package struct DockerPushPostProcessor: PostProcessor {
    enum Keys {
        static let login = OptionKey<Bool>("login", default: false, "Whether to log in to the registry before.")
        static let server = OptionKey<String>(
            "login_server", "The registry to log in to; the program's own if not given.")
        static let username = OptionKey<String>("login_username", "The user at the registry.")
        static let password = OptionKey<String>("login_password", sensitive: true, "The user's password or token.")
        static let platform = OptionKey<String>("platform", "The system whose image is sent, of several: linux/arm64.")
        static let cloudLogin = OptionKey<Bool>(
            "ecr_login", default: false, "Only false: Ingot does not speak with ECR.")
        static let cloudKeys = [
            "aws_access_key", "aws_secret_key", "aws_token", "aws_profile", "aws_force_use_public_ecr",
        ].map {
            OptionKey<String>($0, sensitive: true, "Not used.")
        }
        static let all =
            [
                login.declaration, server.declaration, username.declaration, password.declaration,
                platform.declaration, cloudLogin.declaration, ContainerProgram.path.declaration,
            ] + cloudKeys.map(\.declaration)
    }

    /// Who to be at a registry.
    struct Login: Sendable {
        let server: String?
        let username: String
        let password: Secret<String>
    }

    let login: Login?
    let platform: String?
    let executable: String?

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let id = try artifact.dockerImage(to: "push")
        let tags = (artifact as? DockerImageArtifact)?.tags ?? []
        let names = tags.contains(id) ? tags : [id] + tags
        let program = ContainerProgram(executable, log)
        guard let login else { return try await push(names, artifact, program, program) }
        return try await withTemporaryDirectory(prefix: "ingot-docker") { folder in
            var known = program
            known.configuration = folder
            log.say("Logging in...")
            let words = ["login", "--username", login.username, "--password-stdin"] + (login.server.map { [$0] } ?? [])
            try await known.run(words, input: login.password.exposed)
            return try await push(names, artifact, known, program)
        }
    }

    /// - Parameter program: without the login, which is gone when the artifact is removed.
    private func push(
        _ names: [String], _ artifact: any Artifact, _ known: ContainerProgram, _ program: ContainerProgram
    ) async throws -> PostProcessed {
        var digest: String?
        for name in names {
            known.log.say("Pushing: \(name)")
            digest = try await known.push(name, platform: platform) ?? digest
        }
        if let digest { known.log.say("Digest: \(own: digest)") }
        var data = artifact.generatedData
        data["Digest"] = digest
        let image = DockerImageArtifact(
            builderID: DockerImageArtifact.Origin.pushed, id: names.last ?? artifact.id, tags: names,
            generatedData: data, program: program)
        return PostProcessed(image, keepsInput: true, mustKeepInput: true)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "docker-push", summary: "Sends a container image to a registry.", options: Keys.all
    ) { reader, environment in
        func text(_ key: OptionKey<String>) -> String? { reader.optional(key).flatMap { $0.isEmpty ? nil : $0 } }
        let (user, password, server) = (text(Keys.username), text(Keys.password), text(Keys.server))
        if let password { environment.redactor.add(password) }
        let wantsLogin = reader.value(Keys.login)
        if wantsLogin, user == nil || password == nil {
            reader.error("Incomplete login", "login needs login_username and login_password.", of: Keys.login)
        }
        for (key, value) in [(Keys.server, server), (Keys.username, user)] where value?.hasPrefix("-") == true {
            reader.error("Not a name", "\(key.name) begins with a hyphen.", of: key)
        }
        if reader.value(Keys.cloudLogin) {
            reader.error(
                "No login to ECR",
                "Ingot does not speak with ECR: give login_username = \"AWS\" and the password of "
                    + "`aws ecr get-login-password`.", of: Keys.cloudLogin)
        }
        let login = user.map { Login(server: server, username: $0, password: Secret(password ?? "")) }
        let processor = DockerPushPostProcessor(
            login: wantsLogin ? login : nil, platform: text(Keys.platform),
            executable: reader.optional(ContainerProgram.path))
        return Prepared(processor, warnings: try reader.finish())
    }
}
