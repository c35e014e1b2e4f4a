import BuildEvents
import Communicators
import ComponentAPI
import HCLValues
import HostOS
import Provisioners
import TestSupport

/// A machine that is this host, reached through a server of its own.
struct GuestFixture: Sendable {
    let server: SSHDFixture
    let machine: Machine
    let events: NotedEvents
    /// A folder for the files of a test; it goes with the server.
    var folder: String { server.directory + "/work" }

    static func with<Value: Sendable>(
        data: [String: String] = [:], options: [String: HCLValue] = [:],
        _ body: (GuestFixture) async throws -> Value
    ) async throws -> Value {
        try await SSHDFixture.with { server in
            var values: [String: HCLValue] = [
                "ssh_username": .string(server.username), "ssh_private_key_file": .string(server.userKey),
            ]
            values.merge(options) { _, given in given }
            let reader = ComponentFixture.reader(values)
            let communicator = CommunicatorOptions(reader: reader, environment: ComponentFixture.environment())
            _ = try reader.finish()
            let events = NotedEvents()
            let connection = try await SSHCommunicator.connect(
                communicator, host: "127.0.0.1", port: server.port, log: events.log)
            let guest = GuestFixture(
                server: server,
                machine: Machine(communicator: connection, generatedData: data, log: events.log), events: events)
            try HostFiles.createDirectory(guest.folder)
            do {
                let value = try await body(guest)
                await connection.close()
                return value
            } catch {
                await connection.close()
                throw error
            }
        }
    }

    /// Runs the shell provisioner with its scripts in the test's folder.
    func shell(_ values: [String: HCLValue]) async throws {
        let values = ["remote_folder": HCLValue.string(folder)].merging(values) { _, given in given }
        try await ComponentFixture.make(ShellProvisioner.type, values, build: machine.generatedData).provision(machine)
    }

    func file(_ values: [String: HCLValue]) async throws {
        try await ComponentFixture.make(FileProvisioner.type, values, build: machine.generatedData).provision(machine)
    }

    /// Writes a file below the folder and gives its path.
    @discardableResult
    func write(_ text: String, _ name: String, mode: UInt16 = 0o644) throws -> String {
        let path = "\(folder)/\(name)"
        try HostFiles.createDirectory(HostPath.dirname(path), intermediates: true)
        try HostFiles.write(text, to: path, mode: mode)
        return path
    }

    func read(_ name: String) throws -> String { try HostFiles.readText("\(folder)/\(name)") }
}
