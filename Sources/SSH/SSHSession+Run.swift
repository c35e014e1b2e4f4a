/// A piece of what a command prints: a line without its end, or the unfinished last one.
package enum RemoteOutput: Sendable, Equatable {
    case standardOutput(String)
    case standardError(String)
}

extension SSHSession {
    /// Runs a command to its end.
    ///
    /// Cancelling the task closes the command's channel at once.
    ///
    /// - Parameters:
    ///   - terminal: whether the command gets a terminal of 80 columns and 40 lines.
    ///   - output: called on the session's thread, line by line.
    /// - Throws: `SSHError`, of kind `disconnected` if the server never told how the command ended.
    package func run(
        _ command: String, terminal: Bool = false, output: @escaping @Sendable (RemoteOutput) -> Void
    ) async throws -> RemoteExit {
        try await loop.perform { core in
            guard terminal else { return try core.run(command, output: output) }
            return try core.readToEnd(of: core.openChannel(.command(command, terminal: true)), output: output)
        }
    }
}

extension SessionCore {
    /// Hands on what the channel's command prints until it is over; the command gets no input.
    func readToEnd(of channel: SessionChannel, output: @escaping (RemoteOutput) -> Void) throws -> RemoteExit {
        try channel.sendEnd()
        var reader = OutputReader(channel: channel, output: output)
        return try reader.readToEnd()
    }
}

/// Reads both streams of a command until it is over.
private struct OutputReader {
    let channel: SessionChannel
    let output: (RemoteOutput) -> Void
    private var standardOutput = LineSplitter()
    private var standardError = LineSplitter()
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    init(channel: SessionChannel, output: @escaping (RemoteOutput) -> Void) {
        self.channel = channel
        self.output = output
    }

    mutating func readToEnd() throws -> RemoteExit {
        defer {
            standardOutput.finish { output(.standardOutput($0)) }
            standardError.finish { output(.standardError($0)) }
        }
        while true {
            let count = try readOnce(standardError: false) + readOnce(standardError: true)
            if count > 0 { continue }
            if channel.isClosed || (channel.isAtEnd && channel.exit != nil) { break }
            try channel.wait()
        }
        guard let exit = channel.exit else {
            throw SSHError(.disconnected, "the command ended without an exit status")
        }
        return exit
    }

    private mutating func readOnce(standardError isError: Bool) throws -> Int {
        let count = try buffer.withUnsafeMutableBytes {
            try channel.readAvailable(into: $0, standardError: isError)
        }
        let output = self.output
        if isError {
            standardError.add(buffer.prefix(count)) { output(.standardError($0)) }
        } else {
            standardOutput.add(buffer.prefix(count)) { output(.standardOutput($0)) }
        }
        return count
    }
}
