package import HostOS

/// A communicator that can join a command's streams with sockets, so that nothing of them is lost on the way.
package protocol StreamingCommunicator: Communicator {
    /// Whether every SSH client of this host gets to the machine by its address and the build's login: nothing stands
    /// in between, and nothing but that login is needed.
    var isPlainSSH: Bool { get }

    /// Runs a command, or the machine's own file server, to its end; other calls go on meanwhile.
    ///
    /// Cancelling the task ends it.
    ///
    /// - Parameters:
    ///   - stream: a socket for input and output; taken over once the command runs.
    ///   - errors: a socket for error output; taken over once the command runs.
    /// - Throws: `StreamRefused` if the machine does not start it, with the sockets untouched;
    ///   `CommunicatorDisconnected`.
    func attach(
        _ request: StreamRequest, stream: OwnedDescriptor, errors: OwnedDescriptor
    ) async throws -> CommandExit
}

/// What a streaming communicator starts.
package enum StreamRequest: Sendable {
    /// In a terminal of some columns and rows, if one is given; whatever is in it ends with it.
    case command(String, terminal: (columns: Int, rows: Int)? = nil)
    /// The SFTP server that belongs to the way in.
    case fileServer
}

/// The machine does not start what it was asked for.
package struct StreamRefused: Error, Sendable {
    /// What was seen, in the protocol's words.
    package var detail: String

    package init(detail: String) {
        self.detail = detail
    }
}
