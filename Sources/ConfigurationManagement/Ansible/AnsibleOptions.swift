import ComponentAPI
import HostOS
import SSH
import SSHAdapter

/// How a template wants `ansible` to run.
struct AnsibleOptions: Sendable {
    let playbookFile: String
    let command: String
    let skipsVersionCheck: Bool
    /// With `{{ }}` in them, as the next two.
    let extraArguments: [String]
    let environmentVars: [String]
    let sshExtraArguments: [String]
    let inventory: AnsibleInventoryOptions
    /// `nil` for whatever works.
    let usesProxy: Bool?
    let adapter: AdapterOptions
    /// Whether the template says something that only the adapter can do.
    let wantsAdapter: Bool
    /// `nil` for Ansible's choice.
    let usesSFTP: Bool?
    let galaxy: AnsibleGalaxy?
    let templating: TemplateContext

    /// Reads the options; complaints go to the reader.
    init(_ reader: OptionReader) {
        typealias Keys = AnsibleKeys
        playbookFile = reader.localFile(Keys.playbookFile, expandingTilde: true) ?? ""
        command = HostPath.expandingTilde(reader.value(Keys.command))
        skipsVersionCheck = reader.value(Keys.skipVersionCheck)
        extraArguments = reader.value(Keys.extraArguments)
        environmentVars = reader.value(Keys.environmentVars)
        sshExtraArguments = reader.value(Keys.sshExtraArguments)
        inventory = AnsibleInventoryOptions(reader)
        usesProxy = reader.optional(Keys.usesProxy)
        usesSFTP = reader.optional(Keys.usesSFTP)
        adapter = Self.adapter(reader)
        let adapterOnly: [OptionKey<String>] = [
            Keys.hostKeyFile, Keys.authorizedKeyFile, Keys.fileServerCommand, Keys.keyType, Keys.user,
        ]
        wantsAdapter = reader.isSet(Keys.localPort) || adapterOnly.contains(where: reader.isSet)
        galaxy = AnsibleGalaxy(reader)
        templating = reader.templating
        if reader.isSet(Keys.playbookFile), playbookFile.isEmpty, reader.optional(Keys.playbookFile)?.isEmpty ?? true {
            reader.error("Missing playbook", "playbook_file must be specified.", of: Keys.playbookFile)
        }
        checkPrograms(reader)
    }

    private static func adapter(_ reader: OptionReader) -> AdapterOptions {
        typealias Keys = AnsibleKeys
        var options = AdapterOptions()
        let port = reader.value(Keys.localPort)
        if !(0...65535).contains(port) {
            reader.error("Invalid port", "local_port: \(port) must be a valid port", of: Keys.localPort)
        }
        options.port = UInt16(clamping: port)
        options.hostKeyFile = reader.localFile(Keys.hostKeyFile, expandingTilde: true)
        options.authorizedKeyFile = reader.localFile(Keys.authorizedKeyFile, expandingTilde: true)
        options.fileServerCommand = reader.nonEmpty(Keys.fileServerCommand)
        switch reader.value(Keys.keyType).uppercased() {
        case "ECDSA", "": (options.keyType, options.keyBits) = (.ecdsa, 384)
        case "RSA": (options.keyType, options.keyBits) = (.rsa, 2048)
        case "ED25519": (options.keyType, options.keyBits) = (.ed25519, nil)
        case let other:
            reader.error(
                "Unknown key type",
                "Invalid value for ansible_proxy_key_type: \"\(other)\". Supported values are ECDSA, RSA and ED25519.",
                of: Keys.keyType)
        }
        return options
    }

    private func checkPrograms(_ reader: OptionReader) {
        guard !skipsVersionCheck else { return }
        if HostEnvironment.find(executable: command) == nil {
            reader.error(
                "Ansible is missing",
                "Error running \"\(command) --version\": there is no such program on this host. Install Ansible, name "
                    + "it by `command`, or set skip_version_check if it will be there by the time of the build.",
                of: AnsibleKeys.command)
        }
        if let galaxy, HostEnvironment.find(executable: galaxy.command) == nil {
            reader.error(
                "ansible-galaxy is missing",
                "galaxy_command: there is no program \"\(galaxy.command)\" on this host, and galaxy_file needs it.",
                of: AnsibleKeys.galaxyCommand)
        }
    }
}
