import SSH
import Synchronization
import TestSupport

/// What callbacks of other threads handed in.
final class Collected<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    var all: [Value] { values.withLock { $0 } }

    func add(_ value: Value) { values.withLock { $0.append(value) } }
}

extension SSHDFixture {
    /// How to log in to the server with its user's key.
    var configuration: SSHConfiguration {
        var credentials = SSHCredentials(username: username)
        credentials.keys = [SSHPrivateKey(.file(path: userKey))]
        return SSHConfiguration(host: "127.0.0.1", port: port, credentials: credentials)
    }
}

/// Runs `body` with a session on a server of its own.
func withSession(_ body: (SSHSession, SSHDFixture) async throws -> Void) async throws {
    try await SSHDFixture.with { server in
        let session = try await SSHSession.connect(server.configuration)
        do {
            try await body(session, server)
        } catch {
            await session.close()
            throw error
        }
        await session.close()
    }
}

extension SSHSession {
    /// Runs a command whose output does not matter.
    func exit(of command: String, terminal: Bool = false) async throws -> RemoteExit {
        try await run(command, terminal: terminal) { _ in }
    }
}

/// A folder with files, modes and names that transfers get wrong easily.
func makeTree(_ path: String) throws {
    try makeFolder(path, mode: 0o755)
    try makeFolder(path + "/empty", mode: 0o700)
    try makeFolder(path + "/sub dir", mode: 0o750)
    try makeFolder(path + "/sub dir/deeper", mode: 0o755)
    try write("#!/bin/sh\n", to: path + "/run.sh", mode: 0o755)
    try write("", to: path + "/sub dir/nothing", mode: 0o644)
    try write([UInt8](repeating: 7, count: 300_000), to: path + "/sub dir/deeper/it's big", mode: 0o600)
    try write("x", to: path + "/sub dir/$HOME*", mode: 0o644)
}

extension SilentServer {
    var configuration: SSHConfiguration {
        SSHConfiguration(host: host, port: port, credentials: SSHCredentials(username: "nobody"))
    }
}

extension RemoteOutput {
    var isStandardOutput: Bool {
        if case .standardOutput = self { return true }
        return false
    }
}
