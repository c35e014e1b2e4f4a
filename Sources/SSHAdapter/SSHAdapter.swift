internal import AsyncSupport
internal import BuildEvents
package import ComponentAPI
internal import HostOS
internal import SSH

/// Runs `body` while an SSH server on loopback leads into a machine, by whatever way its communicator goes.
///
/// Who holds the one key gets in; commands and file transfers go to the communicator. Nothing of it is left when
/// `body` has ended, in whatever way.
///
/// - Parameter report: told what a client may not be told; one line each.
/// - Throws: `AdapterError` or `SSHError` if the server cannot be set up; what `body` throws.
package func withSSHAdapter<Value: Sendable>(
    to machine: any Communicator, _ options: AdapterOptions, report: @escaping @Sendable (String) -> Void,
    _ body: @escaping @Sendable (AdapterAccess) async throws -> Value
) async throws -> Value {
    let keys = try await onOwnThread("adapter-keys") { try AdapterKeys(options) }
    let listener = try AdapterPort.listener(from: options.port)
    let server = SSHServerConfiguration(hostKey: keys.hostKey, authorizedKeys: keys.authorizedKeys)
    let gateway = MachineGateway(
        machine: machine, fileServerCommand: options.fileServerCommand, report: report)
    let access = AdapterAccess(
        port: listener.port, privateKey: keys.userKey,
        knownHost: "[127.0.0.1]:\(listener.port) \(keys.hostLine)")
    defer { listener.close() }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask {
            try await SSHServer.serve(listener, server) { await gateway.serve($0) }
            return nil
        }
        group.addTask { try await body(access) }
        defer { group.cancelAll() }
        while let value = try await group.next() {
            if let value { return value }
        }
        throw CancellationError()
    }
}
