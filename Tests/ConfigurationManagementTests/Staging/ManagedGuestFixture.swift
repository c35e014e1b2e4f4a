import BuildEvents
import Communicators
import ComponentAPI
import HCLValues
import HostOS
import TestSupport

/// A machine that is this host, reached through an sshd of its own, with programs of a test's first in its PATH.
struct ManagedGuestFixture: Sendable {
    let server: SSHDFixture
    let recorder: RecordingCommunicator
    let machine: Machine
    let events: NotedEvents
    /// A folder for the files of a test; `bin` in it is first in the machine's PATH.
    let folder: String

    /// Stands in for sudo: runs the command as it is, for the test's user is root or plays it.
    static let sudo = "#!/bin/sh\nif [ \"$1\" = -E ]; then shift; fi\nexec \"$@\"\n"

    static func with<Value: Sendable>(
        data: [String: String] = [:], _ body: (ManagedGuestFixture) async throws -> Value
    ) async throws -> Value {
        let folder = try TestSupport.makeTemporaryDirectory()
        defer { TestSupport.removeTree(folder) }
        try program(sudo, "sudo", in: folder)
        // Of several such lines the first counts, so this one has to hold what the fixture's own does.
        let path = "SetEnv PATH=\(folder)/bin:/usr/local/bin:/usr/bin:/bin SHLVL=5"
        return try await SSHDFixture.with(configuration: [path]) { server in
            let reader = ComponentFixture.reader([
                "ssh_username": .string(server.username), "ssh_private_key_file": .string(server.userKey),
            ])
            let options = CommunicatorOptions(reader: reader, environment: ComponentFixture.environment())
            _ = try reader.finish()
            let events = NotedEvents()
            let connection = try await SSHCommunicator.connect(
                options, host: "127.0.0.1", port: server.port, log: events.log)
            let recorder = RecordingCommunicator(connection)
            let fixture = ManagedGuestFixture(
                server: server, recorder: recorder,
                machine: Machine(communicator: recorder, generatedData: data, log: events.log), events: events,
                folder: folder)
            do {
                let value = try await body(fixture)
                await connection.close()
                return value
            } catch {
                await connection.close()
                throw error
            }
        }
    }

    func run(_ type: ProvisionerType, _ values: [String: HCLValue]) async throws {
        try await ComponentFixture.make(type, values, build: machine.generatedData).provision(machine)
    }

    /// Puts a program into the machine's PATH.
    static func program(_ text: String, _ name: String, in folder: String) throws {
        try HostFiles.createDirectory(folder + "/bin", intermediates: true)
        try HostFiles.write(text, to: "\(folder)/bin/\(name)", mode: 0o755)
    }

    func program(_ text: String, _ name: String) throws { try Self.program(text, name, in: folder) }

    /// Writes a file below the folder and gives its path.
    @discardableResult
    func write(_ text: String, _ name: String) throws -> String { try Self.write(text, name, in: folder) }

    static func write(_ text: String, _ name: String, in folder: String) throws -> String {
        let path = "\(folder)/\(name)"
        try HostFiles.createDirectory(HostPath.dirname(path), intermediates: true)
        try HostFiles.write(text, to: path)
        return path
    }

    func read(_ name: String) throws -> String { try HostFiles.readText("\(folder)/\(name)") }

    func exists(_ name: String) -> Bool { HostFiles.exists("\(folder)/\(name)") }
}

/// Options as templates write them.
func strings(_ values: [String: String]) -> [String: HCLValue] { values.mapValues(HCLValue.string) }
