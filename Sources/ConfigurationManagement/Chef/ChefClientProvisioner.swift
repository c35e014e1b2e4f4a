import BuildEvents
import ComponentAPI
import GoTemplate
import Scripts

/// `chef-client`: configures the machine from a Chef server, and takes it off the server again.
package struct ChefClientProvisioner: Provisioner {
    let options: ChefOptions
    let client: ChefClientOptions

    package func provision(_ machine: Machine) async throws {
        machine.log.say("Provisioning with chef-client")
        let guest = try ManagedGuest(machine, options.commands)
        let run = ChefRun(options: options, guest: guest)
        try await run.prepare()
        var node = Node(
            name: client.node ?? "packer-\(ElevatedTask.identifier())",
            clientKey: client.clientKey ?? "\(options.staging)/client.pem")
        node.secret = try await run.uploadSecret()
        if let key = client.validationKey {
            node.validationKey = "\(options.staging)/validation.pem"
            guest.log.message("Uploading validation key from: \(key)")
            try await guest.uploadFile(key, to: node.validationKey, mode: 0o600)
        }
        let command = try await run.command(
            configuration: "client.rb", usual: settings(node), data(node), attributes: "first-boot.json")
        guest.log.message("Executing Chef: \(command)")
        let exit = try await client.elevated.run(command, on: guest, machine.generatedData)
        if exit == .status(0) {
            try await removeFromServer(node, guest)
        } else {
            // What went wrong before is what the user has to know.
            do {
                try await removeFromServer(node, guest)
            } catch {
                try Task.checkCancellation()
                guest.log.error("Error cleaning up: \(error)")
            }
        }
        try run.check(exit)
        if !client.skipsCleanStaging { try await guest.remove(options.staging) }
    }

    /// What the server and the machine know the node by; empty for what there is not.
    private struct Node {
        var name: String
        var clientKey: String
        var secret = ""
        var validationKey = ""
    }

    private func settings(_ node: Node) -> RubySettings {
        var settings = connection(node)
        settings.add("chef_license", options.license)
        settings.add("encrypted_data_bag_secret", node.secret)
        settings.add("validation_client_name", client.validationClient)
        settings.add("validation_key", node.validationKey)
        settings.add("environment", options.environment)
        settings.add("policy_group", client.policyGroup)
        settings.add("policy_name", client.policyName)
        return settings
    }

    /// What both programs have to know to reach the server.
    private func connection(_ node: Node) -> RubySettings {
        var settings = RubySettings()
        settings.add("log_level", expression: ":info")
        settings.add("log_location", expression: "STDOUT")
        settings.add("chef_server_url", client.server)
        settings.add("client_key", node.clientKey)
        settings.add("node_name", node.name)
        if !client.verifyMode.isEmpty { settings.add("ssl_verify_mode", expression: ":\(client.verifyMode)") }
        settings.add("trusted_certs_dir", client.trustedCertificates)
        return settings
    }

    private func data(_ node: Node) -> [String: GoValue] {
        [
            "ChefEnvironment": options.environment, "ChefLicense": options.license, "ClientKey": node.clientKey,
            "EncryptedDataBagSecretPath": node.secret, "NodeName": node.name, "PolicyGroup": client.policyGroup,
            "PolicyName": client.policyName, "ServerUrl": client.server, "SslVerifyMode": client.verifyMode,
            "TrustedCertsDir": client.trustedCertificates, "ValidationClientName": client.validationClient,
            "ValidationKeyPath": node.validationKey,
        ].mapValues { GoValue.string($0) }
    }

    private static let trial: [String: GoValue] = Dictionary(
        uniqueKeysWithValues: [
            "ChefEnvironment", "ChefLicense", "ClientKey", "EncryptedDataBagSecretPath", "NodeName", "PolicyGroup",
            "PolicyName", "ServerUrl", "SslVerifyMode", "TrustedCertsDir", "ValidationClientName", "ValidationKeyPath",
        ].map { ($0, GoValue.string("trial")) })

    private func removeFromServer(_ node: Node, _ guest: ManagedGuest) async throws {
        let kinds = (client.skipsCleanNode ? [] : ["node"]) + (client.skipsCleanClient ? [] : ["client"])
        guard !kinds.isEmpty else { return }
        let configuration = "\(options.staging)/knife.rb"
        guest.log.message("Creating configuration file 'knife.rb'")
        try await guest.uploadText(connection(node).text, to: configuration)
        for kind in kinds {
            guest.log.say("Cleaning up chef \(kind)...")
            let command = try client.knifeCommand.render([
                "Args": .string("\(kind) delete \(node.name)"),
                "Flags": .string("-y -c \(GuestCommands.word(configuration, options.system))"),
                "Sudo": .bool(options.usesSudo),
            ])
            try await guest.require(
                command, "remove the \(kind) \(node.name) from the Chef server",
                advice: ["skip_clean_node and skip_clean_client leave what is on the server as it is."])
        }
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "chef-client", summary: "Configures the machine from a Chef server.",
        options: ChefClientOptions.Keys.all + ChefOptions.Keys.all
    ) { reader, environment in
        let options = ChefOptions(reader, environment, program: "chef-client", trial: trial)
        let provisioner = ChefClientProvisioner(
            options: options, client: ChefClientOptions(reader, options.system, environment.redactor))
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
