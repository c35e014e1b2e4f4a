import ComponentAPI
import HostOS

/// What ansible-galaxy installs before a playbook runs.
struct AnsibleGalaxy: Sendable {
    let file: String
    let command: String
    let isForced: Bool
    let isForcedWithDependencies: Bool
    let rolesPath: String?
    let collectionsPath: String?

    /// `nil` without a `galaxy_file`.
    init?(_ reader: OptionReader) {
        typealias Keys = AnsibleKeys
        guard let file = reader.localFile(Keys.galaxyFile, expandingTilde: true) else { return nil }
        self.file = file
        command = HostPath.expandingTilde(reader.value(Keys.galaxyCommand))
        isForced = reader.value(Keys.galaxyForceInstall)
        isForcedWithDependencies = reader.value(Keys.galaxyForceWithDependencies)
        rolesPath = reader.nonEmpty(Keys.rolesPath)
        collectionsPath = reader.nonEmpty(Keys.collectionsPath)
    }

    /// The arguments of each call: for roles, for collections, or for both.
    func calls() throws -> [[String]] {
        let words = GalaxyRequirements(try HostFiles.readText(file, limit: 1 << 20))
        var force = isForced ? ["-f"] : []
        if isForcedWithDependencies { force.append("--force-with-deps") }
        var calls: [[String]] = []
        if words.hasRoles {
            calls.append(["install", "-r", file] + force + (rolesPath.map { ["-p", $0] } ?? []))
        }
        if words.hasCollections {
            calls.append(["collection", "install", "-r", file] + force + (collectionsPath.map { ["-p", $0] } ?? []))
        }
        return calls
    }

    /// Variables by which a playbook finds what was installed.
    func variables(_ present: [String: String]) -> [String: String] {
        var result: [String: String] = [:]
        if let rolesPath, present["ANSIBLE_ROLES_PATH"] == nil {
            result["ANSIBLE_ROLES_PATH"] = "\(rolesPath):~/.ansible/roles:/usr/share/ansible/roles:/etc/ansible/roles"
        }
        // The name of Ansible before 2.10, which later ones still read.
        let names = ["ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_COLLECTIONS_PATHS"]
        if let collectionsPath, names.allSatisfy({ present[$0] == nil }) {
            result["ANSIBLE_COLLECTIONS_PATH"] =
                "\(collectionsPath):~/.ansible/collections:/usr/share/ansible/collections"
        }
        return result
    }
}

/// Which kinds of things a file of requirements lists.
struct GalaxyRequirements: Equatable {
    let hasRoles: Bool
    let hasCollections: Bool

    /// Looks for the two keys at the beginning of lines; a file with neither is a list of roles, as it once was.
    init(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        hasCollections = lines.contains { $0.hasPrefix("collections:") }
        hasRoles = lines.contains { $0.hasPrefix("roles:") } || !hasCollections
    }
}
