import ComponentAPI

/// The options of `ansible`, as templates name them.
enum AnsibleKeys {
    static let playbookFile = OptionKey<String>("playbook_file", required: true, "The playbook, a file of this host.")
    static let command = OptionKey<String>(
        "command", default: "ansible-playbook",
        "The program that runs playbooks: a path, or a name that is looked up in PATH.")
    static let skipVersionCheck = OptionKey<Bool>(
        "skip_version_check", default: false,
        "Whether not to ask the command for its version. The inventory then has Ansible 1's names, which later "
            + "versions understand too.")
    static let extraArguments = OptionKey<[String]>(
        "extra_arguments", default: [], late: true,
        "Arguments for the command, each as it is; no shell reads them. The values of the build can be used.")
    static let environmentVars = OptionKey<[String]>(
        "ansible_env_vars", default: [], late: true,
        "Variables of the command's environment, each as NAME=VALUE. The values of the build can be used.")
    static let sshExtraArguments = OptionKey<[String]>(
        "ansible_ssh_extra_args", default: [], late: true,
        "Arguments for ssh, joined by spaces, for --ssh-extra-args. Without them \"-o IdentitiesOnly=yes\".")
    static let groups = OptionKey<[String]>("groups", default: [], "Groups of the inventory that the machine is in.")
    static let emptyGroups = OptionKey<[String]>(
        "empty_groups", default: [], "Groups of the inventory that nobody is in.")
    static let hostAlias = OptionKey<String>("host_alias", default: "default", "The machine's name in the inventory.")
    static let user = OptionKey<String>(
        "user", defaultText: "the user of this host, or with a direct connection the machine's",
        "The user name in the inventory. The adapter takes any.")
    static let inventoryDirectory = OptionKey<String>(
        "inventory_directory",
        "A folder, with group_vars and the like, in which the inventory is made and which Ansible is given.")
    static let inventoryFile = OptionKey<String>(
        "inventory_file", "An inventory to use instead of one that is made; it has to say how the machine is reached.")
    static let inventoryTemplate = OptionKey<String>(
        "inventory_file_template", late: true,
        "The machine's line in the inventory: HostAlias, Host, Port, User, and the values of the build.")
    static let keepInventory = OptionKey<Bool>(
        "keep_inventory_file", default: false, "Whether the inventory that was made stays, and its name is told.")
    static let usesProxy = OptionKey<Bool>(
        "use_proxy", defaultText: "whatever works",
        "Whether Ansible goes by the SSH adapter on this host, not straight to the machine. Without it: straight where "
            + "that is certain to work.")
    static let localPort = OptionKey<Int>(
        "local_port", default: 0, defaultText: "any that is free",
        "The adapter's port on 127.0.0.1; where it is taken, the nine after it are tried.")
    static let hostKeyFile = OptionKey<String>(
        "ssh_host_key_file", "The adapter's private host key. Without it one is made for this build.")
    static let authorizedKeyFile = OptionKey<String>(
        "ssh_authorized_key_file",
        "Public keys that the adapter lets in. Without it one is made for this build, and Ansible is given it.")
    static let keyType = OptionKey<String>(
        "ansible_proxy_key_type", default: "ECDSA", "The type of the keys that are made: ECDSA, RSA or ED25519.")
    static let fileServerCommand = OptionKey<String>(
        "sftp_command", defaultText: "the machine's own, or none",
        "The command that speaks SFTP in the machine. Without it its SFTP server does, or where it has none the adapter."
    )
    static let usesSFTP = OptionKey<Bool>(
        "use_sftp", defaultText: "Ansible's choice",
        "true: Ansible moves files by sftp. false: by scp. Both work with the adapter.")
    static let galaxyFile = OptionKey<String>(
        "galaxy_file", "A file of requirements that ansible-galaxy installs on this host before the playbook runs.")
    static let galaxyCommand = OptionKey<String>("galaxy_command", default: "ansible-galaxy", "That program.")
    static let galaxyForceInstall = OptionKey<Bool>(
        "galaxy_force_install", default: false, "Whether what is there already is installed again (--force).")
    static let galaxyForceWithDependencies = OptionKey<Bool>(
        "galaxy_force_with_deps", default: false, "The same with what it depends on (--force-with-deps).")
    static let rolesPath = OptionKey<String>(
        "roles_path", "Where ansible-galaxy installs roles; the playbook finds them there.")
    static let collectionsPath = OptionKey<String>(
        "collections_path", "Where ansible-galaxy installs collections; the playbook finds them there.")
    static let usesPlainWinRM = OptionKey<Bool>(
        "ansible_winrm_use_http", default: false, "Whether Ansible reaches a Windows machine by HTTP without TLS.")

    static let all: [OptionDeclaration] = [
        playbookFile.declaration, command.declaration, skipVersionCheck.declaration, extraArguments.declaration,
        environmentVars.declaration, sshExtraArguments.declaration, groups.declaration, emptyGroups.declaration,
        hostAlias.declaration, user.declaration, inventoryDirectory.declaration, inventoryFile.declaration,
        inventoryTemplate.declaration, keepInventory.declaration, usesProxy.declaration, localPort.declaration,
        hostKeyFile.declaration, authorizedKeyFile.declaration, keyType.declaration, fileServerCommand.declaration,
        usesSFTP.declaration, galaxyFile.declaration, galaxyCommand.declaration, galaxyForceInstall.declaration,
        galaxyForceWithDependencies.declaration, rolesPath.declaration, collectionsPath.declaration,
        usesPlainWinRM.declaration,
    ]
}
