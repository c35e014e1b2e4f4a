import GuestAgent
import HostOS

/// Asks a guest's agent for the guest's own address, for as long as it takes.
///
/// It never fails: a guest without an agent is the usual case, and an address may be found elsewhere.
struct AskedGuest: Sendable {
    /// Where QEMU listens for whoever talks to the agent.
    let socket: String
    let pause: Duration

    /// - Throws: `CancellationError` only.
    func address(of hardware: String) async throws -> String {
        // The channel keeps what was asked in vain, so questions must not become many.
        var patience = Duration.seconds(2)
        while true {
            do {
                let client = GuestAgentClient(stream: try await SocketStream.connect(unixPath: socket))
                if let address = try await ask(client, hardware, &patience) { return address }
            } catch let error as CancellationError {
                throw error
            } catch {
                // No agent yet, or one that may not tell.
                try await Task.sleep(for: pause)
            }
        }
    }

    /// Asks again and again as long as the agent answers.
    private func ask(
        _ client: GuestAgentClient, _ hardware: String, _ patience: inout Duration
    ) async throws -> String? {
        do {
            while true {
                let interfaces = try await client.networkInterfaces(within: patience)
                patience = .seconds(2)
                let address = interfaces.first { $0.hardwareAddress == hardware }?.reachableAddress
                if let address {
                    await client.close()
                    return address
                }
                try await Task.sleep(for: pause)
            }
        } catch {
            patience = min(patience * 2, .seconds(30))
            await client.close()
            throw error
        }
    }
}
