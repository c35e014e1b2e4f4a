import BuildEvents
import ComponentAPI
import GoTemplate
import HostOS
import SSHAdapter

/// One run of a playbook against a machine whose place is known.
struct AnsiblePlay: Sendable {
    let options: AnsibleOptions
    let environment: ComponentEnvironment
    let machine: Machine
    let target: AnsibleTarget
    let keyFile: String?
    let secretsFile: String?
    let majorVersion: Int
    /// A folder that goes with the run.
    let folder: String
    let run: AnsibleRun

    /// Writes the inventory and runs the playbook.
    func play() async throws {
        let extra = try options.extraArguments.map(templating.render)
        guard let given = options.inventory.file else {
            return try await withInventory(extra) { try await play(extra, inventory: $0) }
        }
        try await play(extra, inventory: options.inventory.directory ?? given)
    }

    private var templating: TemplateContext {
        options.templating.adding(machine.generatedData.mapValues { .string($0) })
    }

    private func play(_ extra: [String], inventory: String) async throws {
        let arguments = AnsibleArguments(
            buildName: environment.buildName, builderType: environment.builderType,
            httpAddress: machine.httpAddress, sshArguments: try sshArguments(), extra: extra, secretsFile: secretsFile,
            keyFile: keyFile, inventory: inventory, playbook: try HostPath.absolute(options.playbookFile))
        let words = arguments.words
        machine.log.say("Executing Ansible: \(([options.command] + words).joined(separator: " "))")
        let (exit, evidence) = try await run.run(options.command, words)
        guard exit == .status(0) else { throw AnsibleFailure.ended("\(exit)", evidence) }
    }

    /// Only where a key is given: an agent's keys would not be asked otherwise.
    private func sshArguments() throws -> String? {
        guard target.connection == .ssh, keyFile != nil else { return nil }
        guard !options.sshExtraArguments.isEmpty else { return "-o IdentitiesOnly=yes" }
        return try options.sshExtraArguments.map(templating.render).joined(separator: " ")
    }

    // MARK: Inventory

    private func withInventory(_ extra: [String], _ body: @Sendable (String) async throws -> Void) async throws {
        let inventory = AnsibleInventory(options: options.inventory, target: target, majorVersion: majorVersion)
        let text = try inventory.text(options.templating, data: machine.generatedData, variables: variables(extra))
        let parent = options.inventory.directory ?? (options.inventory.isKept ? Self.temporaryFolder : folder)
        let path = HostPath.join(parent, "packer-provisioner-ansible\(RandomBytes.hex(count: 6))")
        try HostFiles.create(text.utf8, at: path, mode: 0o600)
        let isKept = options.inventory.isKept
        if isKept { machine.log.say("Keeping inventory file \(path)") }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(options.inventory.directory ?? path))
        } catch {
            result = .failure(error)
        }
        if !isKept { try HostFiles.remove(path) }
        try result.get()
    }

    private static var temporaryFolder: String { HostEnvironment.variable("TMPDIR").nonEmpty ?? "/tmp" }

    /// Machines of builds come and go at the same addresses: their keys have no place in the user's own list.
    private func variables(_ extra: [String]) -> [(name: String, value: String)] {
        let isOwnKey = options.adapter.hostKeyFile == nil
        guard target.connection == .ssh, isOwnKey, !AnsibleArguments.mention("--ssh-common-args", extra) else {
            return []
        }
        return [("ansible_ssh_common_args", "-o UserKnownHostsFile=\(folder)/known_hosts")]
    }
}

extension Machine {
    /// Where the build's HTTP server is, as the machine sees it; `nil` where there is none.
    var httpAddress: String? {
        // Builders without a server say so in the value.
        generatedData["PackerHTTPAddr"].nonEmpty.flatMap {
            $0.contains("not implemented") || $0.contains("ERR_") ? nil : $0
        }
    }
}
