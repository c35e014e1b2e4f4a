package import HostOS

/// What a client asks an SSH server to start.
package enum SSHRequest: Sendable, Equatable {
    /// Whatever is in a terminal ends with it.
    case command(String, terminal: SSHTerminal? = nil)
    case subsystem(String)
}

/// The size of a terminal in characters; what is no size counts as 80 by 24.
package struct SSHTerminal: Sendable, Equatable {
    package let columns: Int
    package let rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = (1...10_000).contains(columns) ? columns : 80
        self.rows = (1...10_000).contains(rows) ? rows : 24
    }
}

extension SSHSession {
    /// Runs a command or subsystem with all its streams, while other things happen on the session.
    ///
    /// Cancelling the task closes the command's channel.
    ///
    /// - Parameters:
    ///   - stream: a socket; what comes from it is the command's input, what the command prints goes to it.
    ///   - errors: a socket for what the command prints as error.
    /// - Throws: `SSHError`, of kind `refused` if the machine does not start it; the sockets are open then.
    package func relay(
        _ request: SSHRequest, stream: OwnedDescriptor, errors: OwnedDescriptor
    ) async throws -> RemoteExit {
        let completion = RelayCompletion()
        try await loop.perform { core in
            let channel = try core.openedRelay(request.noted)
            guard let main = stream.release(), let other = errors.release() else {
                throw SSHError(.refused, "the command's user is gone")
            }
            core.forwardings.add(ChannelRelay(core, channel, stream: main, errors: other, completion))
        }
        return try await completion.wait { [loop] in loop.nudge() }
    }
}

extension SSHRequest {
    var noted: ChannelNotes.Request {
        switch self {
        case .command(let text, let terminal): .command(text, terminal: terminal)
        case .subsystem(let name): .subsystem(name)
        }
    }

    init(_ noted: ChannelNotes.Request) {
        switch noted {
        case .command(let text, let terminal): self = .command(text, terminal: terminal)
        case .subsystem(let name): self = .subsystem(name)
        }
    }
}
