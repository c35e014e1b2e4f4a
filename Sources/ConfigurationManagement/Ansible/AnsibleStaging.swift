import BuildEvents
import ComponentAPI
import HostOS
import SSH

/// The folder of a machine that playbooks and all that they need are sent to.
struct AnsibleStaging: Sendable {
    let communicator: any Communicator
    let folder: String
    let log: BuildLog

    /// The status by which shells say that there is no such program.
    private static let notFound = CommandExit.status(127)

    /// A name below the folder.
    func path(_ name: String) -> String {
        let base = folder.hasSuffix("/") && folder != "/" ? String(folder.dropLast()) : folder
        return name.isEmpty ? base : base + "/" + name
    }

    /// Makes the folder, which is for its user alone: inventories and variables hold secrets.
    func make() async throws {
        log.say("Creating Ansible staging directory...")
        try await makeFolder(folder)
    }

    func upload(file: String, as name: String, _ what: String) async throws {
        log.say("Uploading \(what)...")
        try await makeFolder(HostPath.dirname(path(name)))
        try await communicator.upload(.file(path: file, mode: nil), to: path(name), progress: nil)
    }

    func upload(text: String, as name: String, _ what: String) async throws {
        log.say("Uploading \(what)...")
        try await communicator.upload(.bytes(Array(text.utf8), mode: 0o600), to: path(name), progress: nil)
    }

    /// Sends what is in a folder of this host.
    func upload(folder source: String, as name: String, _ what: String) async throws {
        log.say("Uploading \(what)...")
        try await makeFolder(path(name))
        try await communicator.uploadDirectory(source.hasSuffix("/") ? source : source + "/", to: path(name))
    }

    /// Runs a playbook.
    func runAnsible(_ command: String) async throws {
        log.say("Executing Ansible: cd \(RemoteShell.quotedPath(folder)) && \(command)")
        let (exit, evidence) = try await run(command)
        guard exit != .status(0) else { return }
        guard exit != Self.notFound else { throw Self.missing(command) }
        throw AnsibleFailure.ended(Self.words(exit), evidence)
    }

    /// Installs what playbooks need.
    func runGalaxy(_ command: String) async throws {
        log.say("Executing Ansible Galaxy: cd \(RemoteShell.quotedPath(folder)) && \(command)")
        let (exit, _) = try await run(command)
        guard exit != .status(0) else { return }
        guard exit != Self.notFound else { throw Self.missing(command) }
        throw AnsibleFailure.galaxy(Self.words(exit))
    }

    func remove() async throws {
        log.say("Removing staging directory...")
        try await demand("rm -rf \(RemoteShell.quotedPath(folder))", "Unable to remove the staging directory \(folder)")
    }

    private func run(_ command: String) async throws -> (exit: CommandExit, evidence: AnsibleEvidence) {
        let witness = AnsibleWitness()
        let exit = try await communicator.run("cd \(RemoteShell.quotedPath(folder)) && \(command)") { [log] output in
            switch output {
            case .standardOutput(let line), .standardError(let line): witness.read(line)
            }
            log.show(output)
        }
        return (exit, witness.evidence)
    }

    private func makeFolder(_ path: String) async throws {
        let word = RemoteShell.quotedPath(path)
        try await demand("umask 077; mkdir -p \(word)", "Unable to make the folder \(path) in the machine")
    }

    private func demand(_ command: String, _ failure: String) async throws {
        let exit = try await communicator.run(command) { [log] in log.show($0) }
        guard exit == .status(0) else {
            throw AnsibleFailure(
                summary: "Staging directory unusable", detail: "\(failure): \(Self.words(exit))",
                advice: ["Set staging_directory to a folder that the user of the communicator may make."])
        }
    }

    private static func words(_ exit: CommandExit) -> String {
        switch exit {
        case .status(let status): "exit status \(status)"
        case .signal(let name): "signal SIG\(name)"
        }
    }

    private static func missing(_ command: String) -> AnsibleFailure {
        let program = command.split(separator: " ").first { !$0.contains("=") } ?? "ansible-playbook"
        return AnsibleFailure(
            summary: "Ansible is missing in the machine",
            detail: "\(program) could not be found. Verify that it is available on the PATH after connecting to the "
                + "machine",
            advice: ["Install Ansible with a shell provisioner before this one, or use `ansible` instead."])
    }
}
