import BuildEvents
import Communicators
import ComponentAPI
import HCLValues
import HostOS
import TestSupport

@testable import ConfigurationManagement

/// This host in the place of a machine that Ansible works on, reached through an SSH server of its own.
struct AnsibleGuest: Sendable {
    /// Whether the tests can run Ansible here; `scripts/test` installs it.
    static let hasAnsible = HostEnvironment.find(executable: "ansible-playbook") != nil

    let server: SSHDFixture
    let machine: Machine
    let events: NotedEvents
    /// A folder for the files of a test; it goes with the server.
    var folder: String { server.directory + "/work" }

    /// - Parameter hidesStreams: whether the communicator is one that gives commands no input.
    static func with<Value: Sendable>(
        hidesStreams: Bool = false, _ body: @Sendable (AnsibleGuest) async throws -> Value
    ) async throws -> Value {
        try await SSHDFixture.with { server in
            let reader = ComponentFixture.reader([
                "ssh_username": .string(server.username), "ssh_private_key_file": .string(server.userKey),
            ])
            let options = CommunicatorOptions(reader: reader, environment: ComponentFixture.environment())
            _ = try reader.finish()
            let events = NotedEvents()
            let connection = try await SSHCommunicator.connect(
                options, host: "127.0.0.1", port: server.port, log: events.log)
            let communicator: any Communicator = hidesStreams ? StreamlessCommunicator(inner: connection) : connection
            let data = [
                "ConnType": "ssh", "Host": "127.0.0.1", "Port": "\(server.port)", "User": server.username,
                "SSHPrivateKeyFile": server.userKey, "ID": "i-1",
            ]
            let guest = AnsibleGuest(
                server: server, machine: Machine(communicator: communicator, generatedData: data, log: events.log),
                events: events)
            try HostFiles.createDirectory(guest.folder)
            let result: Result<Value, any Error>
            do {
                result = .success(try await body(guest))
            } catch { result = .failure(error) }
            await connection.close()
            return try result.get()
        }
    }

    /// Runs `ansible` with a playbook of these tasks.
    func ansible(_ tasks: String, _ values: [String: HCLValue] = [:]) async throws {
        let playbook = try write(Self.playbook(tasks), "play.yml")
        let all = ["playbook_file": HCLValue.string(playbook)].merging(values) { _, given in given }
        try await ComponentFixture.make(AnsibleProvisioner.type, all, build: machine.generatedData).provision(machine)
    }

    /// Writes a file below the folder and gives its path.
    @discardableResult
    func write(_ text: String, _ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try HostFiles.createDirectory(HostPath.dirname(path), intermediates: true)
        try HostFiles.write(text, to: path)
        return path
    }

    func read(_ name: String) throws -> String { try HostFiles.readText("\(folder)/\(name)") }

    /// A play on all machines with tasks of the lines, each of which is one.
    static func playbook(_ tasks: String) -> String {
        "- hosts: all\n  gather_facts: false\n  tasks:\n"
            + tasks.split(separator: "\n").map { "    \($0)\n" }.joined()
    }
}

/// A communicator with the usual calls only.
struct StreamlessCommunicator: Communicator {
    let inner: any Communicator

    func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
        try await inner.run(command, output: output)
    }

    func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        try await inner.upload(source, to: path, progress: progress)
    }

    func uploadDirectory(_ source: String, to path: String) async throws {
        try await inner.uploadDirectory(source, to: path)
    }

    func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        try await inner.download(path, to: destination, progress: progress)
    }

    func downloadDirectory(_ path: String, to destination: String) async throws {
        try await inner.downloadDirectory(path, to: destination)
    }
}
