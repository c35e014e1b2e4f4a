/// The arguments of a run of Ansible; none of them is a secret.
struct AnsibleArguments {
    var buildName: String
    var builderType: String
    /// `nil` where nothing is served.
    var httpAddress: String?
    /// What ssh is told; `nil` to tell it nothing.
    var sshArguments: String?
    /// The template's own.
    var extra: [String]
    /// A file of variables that no argument may hold.
    var secretsFile: String?
    var keyFile: String?
    var inventory: String
    var playbook: String

    /// In the order in which Ansible gets them: what the template says comes after what it may overrule.
    var words: [String] {
        var words = ["-e", "packer_build_name=\"\(escaped(buildName))\"", "-e", "packer_builder_type=\(builderType)"]
        if let httpAddress { words += ["-e", "packer_http_addr=\(httpAddress)"] }
        if let sshArguments { words += ["--ssh-extra-args", sshArguments] }
        words += extra
        if !Self.mention("ansible_password", extra) {
            if let secretsFile { words += ["-e", "@\(secretsFile)"] }
            if let keyFile { words += ["-e", "ansible_ssh_private_key_file=\"\(escaped(keyFile))\""] }
        }
        return words + ["-i", inventory, playbook]
    }

    /// Whether one of the words speaks of something.
    static func mention(_ name: String, _ words: [String]) -> Bool {
        words.contains { $0.contains(name) }
    }

    private func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
