import AsyncSupport
import BuildEvents
import ComponentAPI
import GoTemplate
import HostOS
import SSH

/// `ansible-local`: sends playbooks to the machine and has the machine's Ansible run them.
package struct AnsibleLocalProvisioner: Provisioner {
    let options: AnsibleLocalOptions
    let environment: ComponentEnvironment

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "ansible-local", summary: "Runs Ansible playbooks in the machine.", options: AnsibleLocalKeys.all
    ) { reader, environment in
        let provisioner = AnsibleLocalProvisioner(options: AnsibleLocalOptions(reader), environment: environment)
        return Prepared(provisioner, warnings: try reader.finish())
    }

    package func provision(_ machine: Machine) async throws {
        guard let communicator = machine.communicator else {
            throw AnsibleFailure.unsuitable("the ansible-local provisioner needs a communicator")
        }
        machine.log.say("Provisioning with Ansible...")
        let staging = AnsibleStaging(communicator: communicator, folder: options.stagingDirectory, log: machine.log)
        let isCleaned = options.cleansStaging
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await run(staging, machine))
        } catch {
            outcome = .failure(error)
        }
        // A cancelled build ends the machine or leaves it as it is: nothing is to be waited for.
        if isCleaned, !Task.isCancelled { try await remove(staging, after: outcome) }
        try outcome.get()
    }

    /// What failed before says more than that the folder could not be removed.
    private func remove(_ staging: AnsibleStaging, after outcome: Result<Void, any Error>) async throws {
        do {
            try await staging.remove()
        } catch {
            try outcome.get()
            throw error
        }
    }

    private func run(_ staging: AnsibleStaging, _ machine: Machine) async throws {
        let playbooks = try await upload(staging)
        let inventory = try await uploadInventory(staging)
        try await install(staging)
        let extra = try extraArguments(machine)
        for playbook in playbooks {
            try await staging.runAnsible("\(options.command) \(playbook)\(extra) -c local -i \(inventory)")
        }
    }

    // MARK: Files

    /// - Returns: the playbooks' places, as words of the machine's shell.
    private func upload(_ staging: AnsibleStaging) async throws -> [String] {
        try await staging.make()
        if let folder = options.playbookDirectory {
            try await staging.upload(folder: folder, as: "", "Playbook directory")
        }
        var playbooks: [String] = []
        for path in options.playbooks {
            let name = try placeInStaging(path)
            playbooks.append(RemoteShell.quoted(staging.path(name)))
            // One that is in the folder is there already.
            guard name == HostPath.basename(path) || options.playbookDirectory == nil else { continue }
            try await staging.upload(file: path, as: name, "main Playbook file")
        }
        if let folder = options.groupVars { try await staging.upload(folder: folder, as: "group_vars", "group_vars") }
        if let folder = options.hostVars { try await staging.upload(folder: folder, as: "host_vars", "host_vars") }
        for folder in options.rolePaths {
            try await staging.upload(folder: folder, as: "roles/\(Self.name(folder))", "role")
        }
        for folder in options.collectionPaths {
            try await staging.upload(folder: folder, as: "collections/\(Self.name(folder))", "collection")
        }
        for folder in options.playbookPaths {
            try await staging.upload(folder: folder, as: Self.name(folder), "additional Playbooks")
        }
        return playbooks
    }

    /// A playbook of `playbook_dir` keeps its place in it, so that what it includes is found.
    private func placeInStaging(_ path: String) throws -> String {
        guard let folder = options.playbookDirectory else { return HostPath.basename(path) }
        let whole = try HostPath.absolute(path)
        let relative = HostPath.relative(whole, to: try HostPath.absolute(folder))
        return relative == whole ? HostPath.basename(path) : relative
    }

    private static func name(_ folder: String) -> String { HostPath.basename(HostPath.cleaned(folder)) }

    private func uploadInventory(_ staging: AnsibleStaging) async throws -> String {
        if let file = options.inventoryFile {
            let name = HostPath.basename(file)
            try await staging.upload(file: file, as: name, "inventory file")
            return RemoteShell.quoted(staging.path(name))
        }
        let groups = options.inventoryGroups.map { "[\($0)]\n127.0.0.1\n" }.joined()
        let name = "packer-provisioner-ansible-local.inventory"
        try await staging.upload(text: groups.isEmpty ? "127.0.0.1\n" : groups, as: name, "inventory file")
        return RemoteShell.quoted(staging.path(name))
    }

    // MARK: Commands

    private func install(_ staging: AnsibleStaging) async throws {
        guard let file = options.galaxyFile else { return }
        let name = HostPath.basename(file)
        try await staging.upload(file: file, as: name, "galaxy file")
        let requirements = GalaxyRequirements(try HostFiles.readText(file, limit: 1 << 20))
        let source = "-r \(RemoteShell.quoted(staging.path(name)))"
        let force = options.galaxyIsForced ? " --force" : ""
        if requirements.hasRoles {
            let path = RemoteShell.quotedPath(options.galaxyRolesPath ?? staging.path("roles"))
            try await staging.runGalaxy("\(options.galaxyCommand) install \(source) -p \(path)\(force)")
        }
        if requirements.hasCollections {
            let path = RemoteShell.quotedPath(options.galaxyCollectionsPath ?? staging.path("collections"))
            try await staging.runGalaxy("\(options.galaxyCommand) collection install \(source) -p \(path)\(force)")
        }
    }

    private func extraArguments(_ machine: Machine) throws -> String {
        var variables = "packer_build_name=\(environment.buildName) packer_builder_type=\(environment.builderType)"
        if let address = machine.httpAddress { variables += " packer_http_addr=\(address)" }
        let templating = options.templating.adding(machine.generatedData.mapValues { .string($0) })
        let given = try options.extraArguments.map(templating.render)
        return " --extra-vars \(RemoteShell.quoted(variables))" + given.map { " \($0)" }.joined()
    }
}
