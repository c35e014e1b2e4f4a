package import HostOS

/// What a client asks an SSH server to start.
package enum SSHRequest: Sendable, Equatable {
    case command(String)
    case subsystem(String)
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
        case .command(let text): .command(text)
        case .subsystem(let name): .subsystem(name)
        }
    }

    init(_ noted: ChannelNotes.Request) {
        switch noted {
        case .command(let text): self = .command(text)
        case .subsystem(let name): self = .subsystem(name)
        }
    }
}
