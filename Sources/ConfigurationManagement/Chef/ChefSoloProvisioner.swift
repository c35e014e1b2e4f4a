import BuildEvents
import ComponentAPI
import GoTemplate

/// `chef-solo`: runs cookbooks of this host on the machine, without a server.
package struct ChefSoloProvisioner: Provisioner {
    enum Keys {
        static let cookbooks = OptionKey<[String]>(
            "cookbook_paths", default: [], "Directories of cookbooks on this host.")
        static let remoteCookbooks = OptionKey<[String]>(
            "remote_cookbook_paths", default: [], "Directories of cookbooks on the machine; they come first.")
        static let roles = OptionKey<String>("roles_path", "A directory of roles on this host.")
        static let dataBags = OptionKey<String>("data_bags_path", "A directory of data bags on this host.")
        static let environments = OptionKey<String>("environments_path", "A directory of environments on this host.")

        static let all: [OptionDeclaration] =
            [
                cookbooks.declaration, remoteCookbooks.declaration, roles.declaration, dataBags.declaration,
                environments.declaration,
            ] + ChefOptions.Keys.all
    }

    let options: ChefOptions
    let cookbooks: [String]
    let remoteCookbooks: [String]
    let roles: String?
    let dataBags: String?
    let environments: String?

    package func provision(_ machine: Machine) async throws {
        machine.log.say("Provisioning with chef-solo")
        let guest = try ManagedGuest(machine, options.commands)
        let run = ChefRun(options: options, guest: guest)
        try await run.prepare()
        var staged = Staged(cookbooks: remoteCookbooks)
        for (index, path) in cookbooks.enumerated() {
            staged.cookbooks.append("\(options.staging)/cookbooks-\(index)")
            try await guest.uploadFolder(path, to: "\(options.staging)/cookbooks-\(index)")
        }
        staged.roles = try await upload(roles, "roles", guest)
        staged.dataBags = try await upload(dataBags, "data_bags", guest)
        staged.secret = try await run.uploadSecret()
        staged.environments = try await upload(environments, "environments", guest)
        let command = try await run.command(
            configuration: "solo.rb", usual: settings(staged), data(staged), attributes: "node.json")
        guest.log.message("Executing Chef: \(command)")
        let exit = try await guest.run(command)
        // It would stay in the image.
        if !staged.secret.isEmpty { try await guest.remove(staged.secret) }
        try run.check(exit)
    }

    /// Where things are on the machine; empty for what there is not.
    private struct Staged {
        var cookbooks: [String]
        var roles = ""
        var dataBags = ""
        var secret = ""
        var environments = ""
    }

    private func upload(_ source: String?, _ name: String, _ guest: ManagedGuest) async throws -> String {
        guard let source else { return "" }
        try await guest.uploadFolder(source, to: "\(options.staging)/\(name)")
        return "\(options.staging)/\(name)"
    }

    private func settings(_ staged: Staged) -> RubySettings {
        var settings = RubySettings()
        settings.add("chef_license", options.license)
        settings.add("cookbook_path", expression: "[\(RubySettings.list(staged.cookbooks))]")
        settings.add("role_path", staged.roles)
        settings.add("data_bag_path", staged.dataBags)
        settings.add("encrypted_data_bag_secret", staged.secret)
        settings.add("environment_path", staged.environments)
        if !staged.environments.isEmpty { settings.add("environment", options.environment) }
        return settings
    }

    private func data(_ staged: Staged) -> [String: GoValue] {
        [
            "CookbookPaths": .string(RubySettings.list(staged.cookbooks)), "RolesPath": .string(staged.roles),
            "DataBagsPath": .string(staged.dataBags), "EncryptedDataBagSecretPath": .string(staged.secret),
            "EnvironmentsPath": .string(staged.environments), "HasRolesPath": .bool(!staged.roles.isEmpty),
            "HasDataBagsPath": .bool(!staged.dataBags.isEmpty),
            "HasEncryptedDataBagSecretPath": .bool(!staged.secret.isEmpty),
            "HasEnvironmentsPath": .bool(!staged.environments.isEmpty),
            "ChefEnvironment": .string(options.environment), "ChefLicense": .string(options.license),
        ]
    }

    private static let trial: [String: GoValue] = Dictionary(
        uniqueKeysWithValues: [
            "CookbookPaths", "RolesPath", "DataBagsPath", "EncryptedDataBagSecretPath", "EnvironmentsPath",
            "ChefEnvironment", "ChefLicense",
        ].map { ($0, GoValue.string("trial")) }
            + ["HasRolesPath", "HasDataBagsPath", "HasEncryptedDataBagSecretPath", "HasEnvironmentsPath"].map {
                ($0, .bool(true))
            })

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "chef-solo", summary: "Runs Chef cookbooks on the machine, without a server.", options: Keys.all
    ) { reader, environment in
        let provisioner = ChefSoloProvisioner(
            options: ChefOptions(reader, environment, program: "chef-solo", trial: trial),
            cookbooks: reader.localFolders(Keys.cookbooks), remoteCookbooks: reader.value(Keys.remoteCookbooks),
            roles: reader.localFolder(Keys.roles), dataBags: reader.localFolder(Keys.dataBags),
            environments: reader.localFolder(Keys.environments))
        if !provisioner.options.environment.isEmpty && provisioner.environments == nil
            && provisioner.options.configuration == nil
        {
            reader.warning(
                "Environment is not used", "chef_environment has no effect without environments_path.",
                of: ChefOptions.Keys.environment)
        }
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
