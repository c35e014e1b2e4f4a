import AsyncSupport
import Communicators

extension MachineConnection {
    /// Runs `body` and ends the connection afterwards, also when `body` threw or was cancelled.
    func closing<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await withTeardown(body) { [self] in await close() }
    }
}
