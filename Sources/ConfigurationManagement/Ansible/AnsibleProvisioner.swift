import BuildEvents
import ComponentAPI
import GoTemplate
import HostOS
import JSONText
import SSHAdapter

/// `ansible`: runs a playbook on this host against the machine.
package struct AnsibleProvisioner: Provisioner {
    let options: AnsibleOptions
    let environment: ComponentEnvironment

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "ansible", summary: "Runs an Ansible playbook on this host against the machine.",
        options: AnsibleKeys.all
    ) { reader, environment in
        let provisioner = AnsibleProvisioner(options: AnsibleOptions(reader), environment: environment)
        return Prepared(provisioner, warnings: try reader.finish())
    }

    package func provision(_ machine: Machine) async throws {
        guard let communicator = machine.communicator else {
            throw AnsibleFailure.unsuitable("the ansible provisioner needs a communicator")
        }
        machine.log.say("Provisioning with Ansible...")
        try await withTemporaryDirectory(prefix: "ingot-ansible") { folder in
            try await SharedConnections.with(below: folder) { connections in
                let run = AnsibleRun(
                    environment: try variables(machine, connections: connections), log: machine.log)
                let version = try await version(run)
                try await install(run)
                try await play(machine, communicator, AnsibleVersion.major(version), run, folder)
            }
        }
    }

    private func version(_ run: AnsibleRun) async throws -> String? {
        guard !options.skipsVersionCheck else { return nil }
        let version = try await AnsibleVersion.ask(options.command, environment: run.environment)
        run.log.message("Ansible is of version \(version).")
        return version
    }

    private func install(_ run: AnsibleRun) async throws {
        guard let galaxy = options.galaxy else { return }
        for arguments in try galaxy.calls() {
            run.log.say("Executing Ansible Galaxy: \(([galaxy.command] + arguments).joined(separator: " "))")
            let (exit, _) = try await run.run(galaxy.command, arguments)
            guard exit == .status(0) else { throw AnsibleFailure.galaxy("\(exit)") }
        }
    }

    private func play(
        _ machine: Machine, _ communicator: any Communicator, _ majorVersion: Int, _ run: AnsibleRun, _ folder: String
    ) async throws {
        @Sendable func play(_ target: AnsibleTarget, keyFile: String? = nil, password: Secret<String>? = nil)
            async throws
        {
            try await AnsiblePlay(
                options: options, environment: environment, machine: machine, target: target, keyFile: keyFile,
                secretsFile: try password.map { try Self.write($0, in: folder) }, majorVersion: majorVersion,
                folder: folder, run: run
            ).play()
        }
        switch AnsibleRoute.chosen(options, machine, warn: { machine.log.error($0) }) {
        case .adapter:
            try await throughAdapter(communicator, machine.log, folder) { try await play($0, keyFile: $1) }
        case .ssh(let target, let key):
            machine.log.message("Ansible goes straight to \(target.host), port \(target.port).")
            switch key {
            case .file(let path): try await play(target, keyFile: try HostPath.absolute(path))
            case .text(let text): try await play(target, keyFile: try Self.write(key: text, in: folder))
            case .agent: try await play(target)
            case .password(let password): try await play(target, password: password)
            }
        case .winRM(let target, let password):
            machine.log.message("Ansible goes straight to \(target.host), port \(target.port), by WinRM.")
            try await play(target, password: password)
        }
    }

    private func throughAdapter(
        _ communicator: any Communicator, _ log: BuildLog, _ folder: String,
        _ play: @escaping @Sendable (AnsibleTarget, String?) async throws -> Void
    ) async throws {
        let user = options.inventory.user ?? Self.localUser
        try await withSSHAdapter(to: communicator, options.adapter, report: { log.error($0) }) { access in
            log.message("Ansible goes by the SSH adapter on port \(access.port).")
            let target = AnsibleTarget(
                host: "127.0.0.1", port: "\(access.port)", user: user, connection: .ssh)
            try await play(target, try access.privateKey.map { try Self.write(key: $0, in: folder) })
        }
    }

    // MARK: Files and variables

    /// ssh takes only keys that nobody else can read.
    private static func write(key: Secret<String>, in folder: String) throws -> String {
        let path = HostPath.join(folder, "key")
        let text = key.exposed.hasSuffix("\n") ? key.exposed : key.exposed + "\n"
        try HostFiles.create(text.utf8, at: path, mode: 0o600)
        return path
    }

    /// Everybody on this host can read the arguments of a process; Ansible reads variables from files, too.
    private static func write(_ password: Secret<String>, in folder: String) throws -> String {
        let path = HostPath.join(folder, "secrets.json")
        let value = JSONValue.object([.init("ansible_password", .string(password.exposed))])
        try HostFiles.create(JSONWriter().text(value).utf8, at: path, mode: 0o600)
        return path
    }

    /// The adapter takes every name; this one stands in playbooks as `ansible_user`.
    private static var localUser: String {
        HostEnvironment.variable("USER").nonEmpty ?? HostEnvironment.variable("LOGNAME").nonEmpty
            ?? (HostEnvironment.isRoot ? "root" : HostEnvironment.homeDirectory.map(HostPath.basename) ?? "user")
    }

    /// What Ansible's environment has beside this program's own; the template has the last word.
    private func variables(_ machine: Machine, connections: String) throws -> [String: String] {
        var variables = HostEnvironment.variables
        variables["PACKER_BUILD_NAME"] = environment.buildName
        variables["PACKER_BUILDER_TYPE"] = environment.builderType
        if let address = machine.httpAddress { variables["PACKER_HTTP_ADDR"] = address }
        variables["PYTHONUNBUFFERED"] = "1"
        variables["ANSIBLE_SSH_CONTROL_PATH_DIR"] = connections
        if options.adapter.hostKeyFile == nil { variables["ANSIBLE_HOST_KEY_CHECKING"] = "False" }
        if let usesSFTP = options.usesSFTP {
            // Two names for one thing: the first is that of versions before 2.17.
            variables["ANSIBLE_SCP_IF_SSH"] = usesSFTP ? "False" : "True"
            variables["ANSIBLE_SSH_TRANSFER_METHOD"] = usesSFTP ? "sftp" : "scp"
        }
        let templating = options.templating.adding(machine.generatedData.mapValues { .string($0) })
        var given: [String: String] = [:]
        for text in options.environmentVars {
            let parts = try templating.render(text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw AnsibleFailure(
                    summary: "Invalid environment variable",
                    detail: "one of ansible_env_vars is not in the form NAME=VALUE")
            }
            given[String(parts[0])] = String(parts[1])
        }
        variables.merge(given) { _, user in user }
        variables.merge(options.galaxy?.variables(variables) ?? [:]) { _, galaxy in galaxy }
        return variables
    }
}
