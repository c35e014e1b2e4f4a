import ComponentAPI
import HostOS

/// How a template wants `ansible-local` to run.
struct AnsibleLocalOptions: Sendable {
    let playbooks: [String]
    let playbookDirectory: String?
    let playbookPaths: [String]
    let rolePaths: [String]
    let collectionPaths: [String]
    let groupVars: String?
    let hostVars: String?
    let inventoryFile: String?
    let inventoryGroups: [String]
    let galaxyFile: String?
    let galaxyCommand: String
    let galaxyIsForced: Bool
    let galaxyRolesPath: String?
    let galaxyCollectionsPath: String?
    /// With `{{ }}` in them.
    let extraArguments: [String]
    let command: String
    let stagingDirectory: String
    let cleansStaging: Bool
    let templating: TemplateContext

    /// Reads the options; complaints go to the reader.
    init(_ reader: OptionReader) {
        typealias Keys = AnsibleLocalKeys
        playbooks = Self.playbooks(reader)
        playbookDirectory = reader.localFolder(Keys.playbookDirectory, expandingTilde: true)
        playbookPaths = reader.localFolders(Keys.playbookPaths, expandingTilde: true)
        rolePaths = reader.localFolders(Keys.rolePaths, expandingTilde: true)
        collectionPaths = reader.localFolders(Keys.collectionPaths, expandingTilde: true)
        groupVars = reader.localFolder(Keys.groupVars, expandingTilde: true)
        hostVars = reader.localFolder(Keys.hostVars, expandingTilde: true)
        inventoryFile = reader.localFile(Keys.inventoryFile, expandingTilde: true)
        inventoryGroups = reader.value(Keys.inventoryGroups)
        galaxyFile = reader.localFile(Keys.galaxyFile, expandingTilde: true)
        galaxyCommand = reader.value(Keys.galaxyCommand)
        galaxyIsForced = reader.value(Keys.galaxyForceInstall)
        galaxyRolesPath = reader.nonEmpty(Keys.galaxyRolesPath)
        galaxyCollectionsPath = reader.nonEmpty(Keys.galaxyCollectionsPath)
        extraArguments = reader.value(Keys.extraArguments)
        command = reader.value(Keys.command)
        stagingDirectory =
            reader.nonEmpty(Keys.stagingDirectory)
            ?? "/tmp/packer-provisioner-ansible-local/\(RandomBytes.hex(count: 16))"
        cleansStaging = reader.value(Keys.cleansStaging)
        templating = reader.templating
    }

    private static func playbooks(_ reader: OptionReader) -> [String] {
        typealias Keys = AnsibleLocalKeys
        let one = reader.localFile(Keys.playbookFile, expandingTilde: true)
        let several = reader.localFiles(Keys.playbookFiles, expandingTilde: true)
        let isOneGiven = reader.nonEmpty(Keys.playbookFile) != nil
        let areSeveralGiven = !reader.value(Keys.playbookFiles).isEmpty
        if isOneGiven, areSeveralGiven {
            reader.error(
                "Two kinds of playbooks", "Either playbook_file or playbook_files can be specified, not both",
                of: Keys.playbookFiles)
        } else if !isOneGiven, !areSeveralGiven {
            reader.error("Missing playbook", "Either playbook_file or playbook_files must be specified")
        }
        return one.map { [$0] } ?? several
    }
}
