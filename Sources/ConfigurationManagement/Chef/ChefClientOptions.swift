import BuildEvents
import ComponentAPI
import GoTemplate

/// The options of `chef-client` beyond those of both provisioners of Chef.
struct ChefClientOptions: Sendable {
    enum Keys {
        static let server = OptionKey<String>("server_url", required: true, "The address of the Chef server.")
        static let node = OptionKey<String>(
            "node_name", defaultText: "packer-UUID", "The name of the node and of the client on the server.")
        static let clientKey = OptionKey<String>(
            "client_key", defaultText: "client.pem in the staging directory",
            "The path on the machine of the client's key.")
        static let validationClient = OptionKey<String>(
            "validation_client_name", default: "chef-validator", "The client that registers the node.")
        static let validationKey = OptionKey<String>(
            "validation_key_path", "A file of this host with the key of validation_client_name.")
        static let verifyMode = OptionKey<String>(
            "ssl_verify_mode", default: "", "Whether the server's certificate is looked at: verify_peer, verify_none.")
        static let trustedCertificates = OptionKey<String>(
            "trusted_certs_dir", default: "", "A directory on the machine with certificates to trust.")
        static let policyName = OptionKey<String>("policy_name", default: "", "The policy of the node.")
        static let policyGroup = OptionKey<String>("policy_group", default: "", "The group of the node's policy.")
        static let knifeCommand = OptionKey<String>(
            "knife_command", defaultText: "sudo knife {{.Args}} {{.Flags}}", late: true,
            "The command that removes node and client from the server: Args, Flags and Sudo.")
        static let skipsCleanNode = OptionKey<Bool>(
            "skip_clean_node", default: false, "Whether the node stays on the server.")
        static let skipsCleanClient = OptionKey<Bool>(
            "skip_clean_client", default: false, "Whether the client stays on the server.")
        static let skipsCleanStaging = OptionKey<Bool>(
            "skip_clean_staging_directory", default: false, "Whether the staging directory stays on the machine.")

        static let all: [OptionDeclaration] =
            [
                server.declaration, node.declaration, clientKey.declaration, validationClient.declaration,
                validationKey.declaration, verifyMode.declaration, trustedCertificates.declaration,
                policyName.declaration, policyGroup.declaration, knifeCommand.declaration,
                skipsCleanNode.declaration, skipsCleanClient.declaration, skipsCleanStaging.declaration,
            ] + ElevatedLogin.Keys.all
    }

    var server: String
    /// `nil` for a name that only this run has.
    var node: String?
    var clientKey: String?
    var validationClient: String
    var validationKey: String?
    var verifyMode: String
    var trustedCertificates: String
    var policyName: String
    var policyGroup: String
    var knifeCommand: CommandTemplate
    var skipsCleanNode: Bool
    var skipsCleanClient: Bool
    var skipsCleanStaging: Bool
    var elevated: ElevatedLogin

    /// Reads the options; complaints go to the reader.
    init(_ reader: OptionReader, _ system: GuestSystem, _ redactor: Redactor) {
        server = reader.optional(Keys.server) ?? ""
        node = reader.nonEmpty(Keys.node)
        clientKey = reader.nonEmpty(Keys.clientKey)
        validationClient = reader.nonEmpty(Keys.validationClient) ?? "chef-validator"
        validationKey = reader.localFile(Keys.validationKey, expandingTilde: true)
        verifyMode = reader.value(Keys.verifyMode)
        trustedCertificates = reader.value(Keys.trustedCertificates)
        policyName = reader.value(Keys.policyName)
        policyGroup = reader.value(Keys.policyGroup)
        knifeCommand = CommandTemplate(
            Keys.knifeCommand,
            usual: system == .unix
                ? "{{if .Sudo}}sudo {{end}}knife {{.Args}} {{.Flags}}"
                : "c:/opscode/chef/bin/knife.bat {{.Args}} {{.Flags}}",
            trial: ["Args": .string("trial"), "Flags": .string("trial"), "Sudo": .bool(true)], system, reader)
        skipsCleanNode = reader.value(Keys.skipsCleanNode)
        skipsCleanClient = reader.value(Keys.skipsCleanClient)
        skipsCleanStaging = reader.value(Keys.skipsCleanStaging)
        elevated = ElevatedLogin(reader, system, redactor)
        check(reader)
    }

    private func check(_ reader: OptionReader) {
        if reader.isSet(Keys.server) && !server.hasPrefix("http://") && !server.hasPrefix("https://") {
            reader.error(
                "Invalid server_url",
                "server_url must begin with https:// or http://, but is \"\(server)\".", of: Keys.server)
        }
        if !["", "verify_peer", "verify_none"].contains(verifyMode) {
            reader.error(
                "Invalid ssl_verify_mode",
                "ssl_verify_mode must be verify_peer or verify_none, but is \"\(verifyMode)\".", of: Keys.verifyMode)
        }
        if policyName.isEmpty != policyGroup.isEmpty {
            let given = policyName.isEmpty ? Keys.policyGroup : Keys.policyName
            reader.error(
                "Incomplete policy", "If either policy_name or policy_group are set, they must both be set.", of: given)
        }
        if let node, node.contains(where: { !$0.isASCII || !($0.isLetter || $0.isNumber || "_-.:".contains($0)) }) {
            reader.error(
                "Invalid node_name",
                "A node's name has letters, digits and _-.: only, but node_name is \"\(node)\".", of: Keys.node)
        }
    }
}
