import BuildEvents
import ComponentAPI
import GoTemplate
import HostOS

/// The options that both provisioners of Chef have.
struct ChefOptions: Sendable {
    enum Keys {
        static let environment = OptionKey<String>(
            "chef_environment", default: "", "The environment of Chef that the node belongs to.")
        static let license = OptionKey<String>(
            "chef_license", defaultText: "accept-silent, if the usual install_command is used",
            "How Chef's licence is accepted: accept, accept-silent or accept-no-persist.")
        static let configTemplate = OptionKey<String>(
            "config_template", "A file of this host that becomes Chef's configuration, with {{ }} rendered.")
        static let secret = OptionKey<String>(
            "encrypted_data_bag_secret_path", "A file of this host with the secret of encrypted data bags.")
        static let executeCommand = OptionKey<String>(
            "execute_command", defaultText: "sudo chef-... --no-color -c {{.ConfigPath}} -j {{.JsonPath}}", late: true,
            "The command that runs Chef: ConfigPath, JsonPath and Sudo.")
        static let installCommand = OptionKey<String>(
            "install_command", defaultText: "Chef's own installer from the network", late: true,
            "The command that installs Chef: Sudo and Version.")
        static let preventsSudo = OptionKey<Bool>(
            "prevent_sudo", default: false, "Whether commands run without sudo.")
        static let skipsInstall = OptionKey<Bool>(
            "skip_install", default: false, "Whether Chef is on the machine already.")
        static let staging = OptionKey<String>(
            "staging_directory", defaultText: "/tmp/packer-chef-solo or /tmp/packer-chef-client",
            "The folder on the machine that files are uploaded to.")
        static let version = OptionKey<String>(
            "version", default: "", "The version of Chef to install; the latest without it.")

        static let all: [OptionDeclaration] =
            [
                environment.declaration, license.declaration, configTemplate.declaration, secret.declaration,
                executeCommand.declaration, installCommand.declaration, preventsSudo.declaration,
                skipsInstall.declaration, staging.declaration, version.declaration, GuestSystem.key.declaration,
                PackageFiles.key.declaration,
            ] + ChefAttributes.Keys.all
    }

    static let licenses = ["accept", "accept-silent", "accept-no-persist"]

    var system: GuestSystem
    var packages: PackageFiles
    var usesSudo: Bool
    var staging: String
    var environment: String
    var license: String
    /// `nil` for a configuration of ours.
    var configuration: CommandTemplate?
    var secret: String?
    var attributes: ChefAttributes
    var executeCommand: CommandTemplate
    /// `nil` where Chef is there already.
    var installCommand: CommandTemplate?
    var version: String

    /// Reads the options; complaints go to the reader.
    ///
    /// - Parameters:
    ///   - program: `chef-solo` or `chef-client`.
    ///   - trial: the variables of `config_template`.
    init(_ reader: OptionReader, _ component: ComponentEnvironment, program: String, trial: [String: GoValue]) {
        let system = GuestSystem(reader)
        self.system = system
        packages = PackageFiles(reader, system)
        usesSudo = !reader.value(Keys.preventsSudo)
        staging =
            reader.nonEmpty(Keys.staging) ?? (system == .unix ? "/tmp" : "C:/Windows/Temp") + "/packer-\(program)"
        environment = reader.value(Keys.environment)
        attributes = ChefAttributes(reader, component.redactor)
        secret = reader.localFile(Keys.secret)
        version = reader.value(Keys.version)
        let sudo = system == .unix ? "{{if .Sudo}}sudo {{end}}" : ""
        let path = system == .unix ? program : "c:/opscode/chef/bin/\(program).bat"
        executeCommand = CommandTemplate(
            Keys.executeCommand, usual: "\(sudo)\(path) --no-color -c {{word .ConfigPath}} -j {{word .JsonPath}}",
            trial: ["ConfigPath": .string("trial"), "JsonPath": .string("trial"), "Sudo": .bool(true)], system, reader)
        let install = CommandTemplate(
            Keys.installCommand, usual: Self.install(system),
            trial: ["Version": .string("1"), "Sudo": .bool(true)], system, reader)
        let skips = reader.value(Keys.skipsInstall)
        installCommand = skips || !packages.isEmpty ? nil : install
        license = reader.nonEmpty(Keys.license) ?? (!skips && install.isUsual ? "accept-silent" : "")
        readConfiguration(reader, trial)
        check(reader)
        // What is written there must not be seen in what Chef prints; a file that cannot be read is told of when it
        // is uploaded.
        if let secret, let text = try? HostFiles.readText(secret, limit: 1 << 20) { component.redactor.add(text) }
    }

    /// The script is fetched before anything runs, so that a machine without a network fails here; in a pipe only
    /// the exit code of the last program would count.
    private static func install(_ system: GuestSystem) -> String {
        guard system == .windows else {
            return "script=$(curl -fsSL https://omnitruck.chef.io/install.sh) && printf '%s\\n' \"$script\" | "
                + "{{if .Sudo}}sudo {{end}}bash -s --{{if .Version}} -v {{.Version}}{{end}}"
        }
        return "powershell.exe -Command \". { iwr -useb https://omnitruck.chef.io/install.ps1 } | iex; "
            + "Install-Project{{if .Version}} -version {{.Version}}{{end}}\""
    }

    private mutating func readConfiguration(_ reader: OptionReader, _ trial: [String: GoValue]) {
        guard let path = reader.localFile(Keys.configTemplate),
            HostFiles.kind(of: path, followingLinks: true) == .file
        else { return }
        do {
            let template = CommandTemplate(
                text: try HostFiles.readText(path, limit: 1 << 20), usual: "", system, reader.templating)
            template.check(trial) {
                reader.error("Error in template string", "Invalid config_template: \($0)", of: Keys.configTemplate)
            }
            configuration = template
        } catch {
            reader.error("Unreadable file", "config_template cannot be read: \(error)", of: Keys.configTemplate)
        }
    }

    private func check(_ reader: OptionReader) {
        if !license.isEmpty && !Self.licenses.contains(license) {
            reader.error(
                "Invalid chef_license",
                "chef_license must be one of: \(Self.licenses.joined(separator: ", ")); it is \"\(license)\".",
                of: Keys.license)
        }
        if !packages.isEmpty && reader.nonEmpty(Keys.installCommand) != nil {
            reader.error(
                "Conflicting options", "Only one of install_command and package_files can be specified.",
                of: Keys.installCommand)
        }
        // It becomes a word of a command line.
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+~-_"
        if !version.allSatisfy(letters.contains) {
            reader.error(
                "Invalid version", "version must be a version of Chef such as 18.2.7, but is \"\(version)\".",
                of: Keys.version)
        }
    }

    var commands: GuestCommands { GuestCommands(system: system, usesSudo: usesSudo) }
}
