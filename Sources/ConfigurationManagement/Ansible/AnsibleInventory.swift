import ComponentAPI
import GoTemplate
import HostOS

/// What a template says about the inventory.
struct AnsibleInventoryOptions: Sendable {
    let groups: [String]
    let emptyGroups: [String]
    let hostAlias: String
    let user: String?
    let directory: String?
    let file: String?
    let template: String?
    let isKept: Bool
    let usesPlainWinRM: Bool

    init(_ reader: OptionReader) {
        typealias Keys = AnsibleKeys
        groups = reader.value(Keys.groups)
        emptyGroups = reader.value(Keys.emptyGroups)
        hostAlias = reader.nonEmpty(Keys.hostAlias) ?? "default"
        user = reader.nonEmpty(Keys.user)
        directory = reader.localFolder(Keys.inventoryDirectory, expandingTilde: true)
        file = reader.existingInventory(Keys.inventoryFile)
        template = reader.nonEmpty(Keys.inventoryTemplate)
        isKept = reader.value(Keys.keepInventory)
        usesPlainWinRM = reader.value(Keys.usesPlainWinRM)
        for name in groups + emptyGroups + [hostAlias] where name.isEmpty || name.contains(where: \.isNewline) {
            reader.error("Invalid name", "A name in the inventory is empty or has more than one line.")
        }
    }
}

extension OptionReader {
    /// An inventory may be a file, a folder or a list of names with commas.
    fileprivate func existingInventory(_ key: OptionKey<String>) -> String? {
        guard let path = nonEmpty(key), !path.contains(",") else { return nonEmpty(key) }
        guard !HostFiles.exists(HostPath.expandingTilde(path)) else { return HostPath.expandingTilde(path) }
        error("Missing file", "\(key.name) is invalid: there is no \(path) on this host.", of: key)
        return nil
    }
}

/// Where Ansible finds the machine.
struct AnsibleTarget: Sendable, Equatable {
    enum Connection: Sendable, Equatable {
        case ssh
        case winRM(isPlain: Bool)
    }

    let host: String
    let port: String
    let user: String
    let connection: Connection
}

/// The text of an inventory with one machine.
struct AnsibleInventory {
    let options: AnsibleInventoryOptions
    let target: AnsibleTarget
    /// Whether this is Ansible 1, which has other names; 0 counts as such.
    let majorVersion: Int

    /// The whole text.
    ///
    /// - Parameters:
    ///   - data: what the template may use beside the target.
    ///   - variables: further variables of the machine, with their values as the inventory wants them.
    func text(
        _ templating: TemplateContext, data: [String: String], variables: [(name: String, value: String)]
    ) throws -> String {
        var text = try hostLine(templating, data)
        if options.template == nil {
            text += variables.map { " \($0.name)=\(Self.quoted($0.value))" }.joined()
        }
        text += "\n"
        for group in options.groups { text += "[\(group)]\n\(options.hostAlias)\n" }
        for group in options.emptyGroups { text += "[\(group)]\n" }
        return text
    }

    private func hostLine(_ templating: TemplateContext, _ data: [String: String]) throws -> String {
        guard let template = options.template else { return standardLine }
        var values = data.mapValues { GoValue.string($0) }
        values["HostAlias"] = .string(options.hostAlias)
        values["Host"] = .string(target.host)
        values["Port"] = .string(target.port)
        values["User"] = .string(target.user)
        var line = try templating.adding(values).render(template)
        while line.hasSuffix("\n") { line.removeLast() }
        return line
    }

    private var standardLine: String {
        let name = options.hostAlias
        switch target.connection {
        case .ssh:
            let prefix = majorVersion < 2 ? "ansible_ssh_" : "ansible_"
            return "\(name) \(prefix)host=\(target.host) \(prefix)user=\(Self.quoted(target.user)) "
                + "\(prefix)port=\(target.port)"
        case .winRM(let isPlain):
            return "\(name) ansible_host=\(target.host) ansible_connection=winrm ansible_winrm_transport=basic "
                + "ansible_shell_type=powershell ansible_user=\(Self.quoted(target.user)) "
                + "ansible_port=\(target.port)" + (isPlain ? " ansible_winrm_scheme=http" : "")
        }
    }

    /// A value as the inventory's words are split: in quotes if it has anything special.
    private static func quoted(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "_-./@\\".utf8.contains(byte)
        }
        guard !isPlain || value.isEmpty else { return value }
        return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
