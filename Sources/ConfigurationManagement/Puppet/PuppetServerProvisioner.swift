import BuildEvents
import ComponentAPI

/// `puppet-server`: has the machine's Puppet agent get its configuration from a server, once.
package struct PuppetServerProvisioner: Provisioner {
    enum Keys {
        static let certificates = OptionKey<String>(
            "client_cert_path", "A directory of this host with the certificates of the machine as a client.")
        static let privateKeys = OptionKey<String>(
            "client_private_key_path", "A directory of this host with the private keys of the machine as a client.")
        static let node = OptionKey<String>("puppet_node", default: "", "The name under which the server knows it.")
        static let server = OptionKey<String>(
            "puppet_server", default: "", "The server's host name; else what the machine's own configuration says.")
        static let staging = OptionKey<String>(
            "staging_dir", defaultText: "/tmp/packer-puppet-server",
            "The folder on the machine that files are uploaded to.")

        static let all: [OptionDeclaration] =
            [
                certificates.declaration, privateKeys.declaration, node.declaration, server.declaration,
                staging.declaration,
            ] + PuppetOptions.Keys.all
    }

    let options: PuppetOptions
    let certificates: String?
    let privateKeys: String?
    let node: String
    let server: String

    static let command =
        "agent --onetime --no-daemonize --detailed-exitcodes {{if .Debug}}--debug {{end}}"
        + "{{if ne .PuppetServer \"\"}}--server={{quoted .PuppetServer}} {{end}}"
        + "{{if ne .PuppetNode \"\"}}--certname={{quoted .PuppetNode}} {{end}}"
        + "{{if ne .ClientCertPath \"\"}}--certdir={{quoted .ClientCertPath}} {{end}}"
        + "{{if ne .ClientPrivateKeyPath \"\"}}--privatekeydir={{quoted .ClientPrivateKeyPath}} {{end}}"
        + "{{if ne .ExtraArguments \"\"}}{{.ExtraArguments}} {{end}}"

    package func provision(_ machine: Machine) async throws {
        machine.log.say("Provisioning with Puppet...")
        let guest = try ManagedGuest(machine, options.commands)
        try await options.packages.install(on: guest, besides: options.staging)
        try await guest.makeFolder(options.staging)
        var data = [
            "ClientCertPath": "", "ClientPrivateKeyPath": "", "PuppetNode": node, "PuppetServer": server,
        ]
        if let certificates {
            guest.log.message("Uploading client certificates from: \(certificates)")
            data["ClientCertPath"] = "\(options.staging)/certs"
            try await guest.uploadFolder(certificates, to: "\(options.staging)/certs")
        }
        if let privateKeys {
            guest.log.message("Uploading client private keys from: \(privateKeys)")
            data["ClientPrivateKeyPath"] = "\(options.staging)/private_keys"
            try await guest.uploadFolder(privateKeys, to: "\(options.staging)/private_keys")
        }
        try await PuppetRun(options: options, guest: guest).run(
            data, generated: machine.generatedData,
            advice: [
                "The machine has to reach the Puppet server, and the server has to know its certificate.",
                "The agent tells the machine's own log what it does; extra_arguments = [\"--verbose\"] makes it tell the "
                    + "build.",
            ])
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "puppet-server", summary: "Runs the machine's Puppet agent once against a Puppet server.",
        options: Keys.all
    ) { reader, environment in
        let privateKeys = reader.localFolder(Keys.privateKeys)
        let provisioner = PuppetServerProvisioner(
            options: PuppetOptions(
                reader, environment, staging: (Keys.staging, "packer-puppet-server"), command: command,
                variables: ["ClientCertPath", "ClientPrivateKeyPath", "PuppetNode", "PuppetServer"]),
            certificates: reader.localFolder(Keys.certificates), privateKeys: privateKeys,
            node: reader.value(Keys.node), server: reader.value(Keys.server))
        if privateKeys != nil && !provisioner.options.cleansStaging {
            reader.warning(
                "Private key in the image",
                "The keys of client_private_key_path stay in \(provisioner.options.staging) of the image unless "
                    + "clean_staging_directory is set.", of: Keys.privateKeys)
        }
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
