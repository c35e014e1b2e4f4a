import ComponentAPI

/// The options of `ansible-local`, as templates name them.
enum AnsibleLocalKeys {
    static let playbookFile = OptionKey<String>(
        "playbook_file", "The playbook, a file of this host. Either this or playbook_files.")
    static let playbookFiles = OptionKey<[String]>(
        "playbook_files", default: [], "Several playbooks, run in order.")
    static let playbookDirectory = OptionKey<String>(
        "playbook_dir", "A folder of this host whose content goes to the staging directory first.")
    static let playbookPaths = OptionKey<[String]>(
        "playbook_paths", default: [], "Folders of this host that go below the staging directory under their names.")
    static let rolePaths = OptionKey<[String]>("role_paths", default: [], "Folders of roles, one each.")
    static let collectionPaths = OptionKey<[String]>(
        "collection_paths", default: [], "Folders of collections, which go below collections.")
    static let groupVars = OptionKey<String>("group_vars", "A folder that becomes group_vars.")
    static let hostVars = OptionKey<String>("host_vars", "A folder that becomes host_vars.")
    static let inventoryFile = OptionKey<String>(
        "inventory_file", "An inventory of this host, in which the machine must stand as 127.0.0.1.")
    static let inventoryGroups = OptionKey<[String]>(
        "inventory_groups", default: [], "Groups that the machine is in, where an inventory is made.")
    static let galaxyFile = OptionKey<String>(
        "galaxy_file", "A file of requirements that ansible-galaxy installs in the machine first.")
    static let galaxyCommand = OptionKey<String>("galaxy_command", default: "ansible-galaxy", "That program.")
    static let galaxyForceInstall = OptionKey<Bool>(
        "galaxy_force_install", default: false, "Whether what is there already is installed again (--force).")
    static let galaxyRolesPath = OptionKey<String>(
        "galaxy_roles_path", defaultText: "roles in the staging directory",
        "Where in the machine ansible-galaxy installs roles.")
    static let galaxyCollectionsPath = OptionKey<String>(
        "galaxy_collections_path", defaultText: "collections in the staging directory",
        "Where in the machine ansible-galaxy installs collections.")
    static let extraArguments = OptionKey<[String]>(
        "extra_arguments", default: [], late: true,
        "Arguments for the command, joined by spaces and read by the machine's shell. The values of the build can be "
            + "used.")
    static let command = OptionKey<String>(
        "command", default: "ANSIBLE_FORCE_COLOR=1 PYTHONUNBUFFERED=1 ansible-playbook",
        "What runs a playbook in the machine, in its shell's words.")
    static let stagingDirectory = OptionKey<String>(
        "staging_directory", defaultText: "/tmp/packer-provisioner-ansible-local/ and a number",
        "The folder of the machine that everything goes to; the user must be able to make it.")
    static let cleansStaging = OptionKey<Bool>(
        "clean_staging_directory", default: false, "Whether that folder goes away at the end, also after a failure.")

    static let all: [OptionDeclaration] = [
        playbookFile.declaration, playbookFiles.declaration, playbookDirectory.declaration,
        playbookPaths.declaration, rolePaths.declaration, collectionPaths.declaration, groupVars.declaration,
        hostVars.declaration, inventoryFile.declaration, inventoryGroups.declaration, galaxyFile.declaration,
        galaxyCommand.declaration, galaxyForceInstall.declaration, galaxyRolesPath.declaration,
        galaxyCollectionsPath.declaration, extraArguments.declaration, command.declaration,
        stagingDirectory.declaration, cleansStaging.declaration,
    ]
}
