import GuestAgent
import HostOS
import TestSupport

/// A real qemu-ga on this host, with a folder of its own for its state.
struct AgentProcess {
    let directory: String
    let socket: String

    static func with<Result: Sendable>(
        options: [String] = [], _ body: (AgentProcess) async throws -> Result
    ) async throws -> Result {
        let directory = try makeTemporaryDirectory()
        defer { removeTree(directory) }
        let agent = AgentProcess(directory: directory, socket: directory + "/agent")
        let process = ProcessBox()
        defer { process.endAll() }
        try await process.startListening(
            "/usr/sbin/qemu-ga",
            ["-m", "unix-listen", "-p", agent.socket, "-t", directory, "-f", directory + "/pid"] + options)
        return try await body(agent)
    }

    /// A conversation with the agent.
    func connected() async throws -> GuestAgentClient {
        let client = GuestAgentClient(stream: try await SocketStream.connect(unixPath: socket))
        try await client.synchronize(within: .seconds(20))
        return client
    }
}
