extension SessionCore {
    /// Runs a command to its end, in the shared shell where that can be.
    func run(_ command: String, output: @escaping (RemoteOutput) -> Void) throws -> RemoteExit {
        if SharedShell.canCarry(command.utf8), let exit = try runShared(command, output: output) { return exit }
        let channel = try openChannel(.command(command, terminal: false))
        return try readToEnd(of: channel, output: output)
    }

    /// Writes a small text file by the shared shell, which saves the start of a program that receives files.
    ///
    /// - Returns: whether it was written; if not, another way will tell why it cannot be.
    func writeShared(_ text: [UInt8], to path: String, mode: UInt16) throws -> Bool {
        guard text.count <= Self.largestSharedText, text.last == UInt8(ascii: "\n"), SharedShell.canCarry(text),
            SharedShell.canCarry(path.utf8)
        else { return false }
        let word = RemoteShell.quotedPath(path)
        let end = "ingot-end-of-file"
        let content = String(decoding: text, as: UTF8.self)
        guard !content.contains(end) else { return false }
        let command = """
            umask 077; [ ! -d \(word) ] && cat >\(word) <<'\(end)' && chmod \(String(mode, radix: 8)) \(word)
            \(content)\(end)
            """
        return try runShared(command, output: { _ in }) == .status(0)
    }

    /// Shells read a byte at a time, so beyond this many bytes a program that receives files is quicker.
    private static let largestSharedText = 16 * 1024

    /// Opens a channel; the shared shell makes room for it where the server allows only so many.
    func openChannel(_ request: SessionChannel.Request) throws -> SessionChannel {
        do {
            return try SessionChannel(self, request)
        } catch let error as SSHError where error.kind == .refused && sharedShell != nil {
            stopSharing()
            return try SessionChannel(self, request)
        }
    }

    /// Opens a channel for a relay; the shared shell makes room for it as for others.
    func openedRelay(_ request: ChannelNotes.Request) throws -> PipedChannel {
        do {
            return try ChannelRelay.openedChannel(self, request)
        } catch let error as SSHError where error.kind == .refused && sharedShell != nil {
            stopSharing()
            return try ChannelRelay.openedChannel(self, request)
        }
    }

    /// How the command ended in the shared shell; `nil` if it has not run.
    private func runShared(_ command: String, output: @escaping (RemoteOutput) -> Void) throws -> RemoteExit? {
        // The second try is for a shell whose start-up files have changed. One that is outdated at birth (a file from
        // the future) is given up.
        for _ in 0..<2 {
            guard let shell = try standingShell() else { return nil }
            do {
                if case .ended(let exit) = try shell.run(command, output: output) { return exit }
                sharedShell = nil
            } catch {
                sharedShell = nil
                throw error
            }
        }
        stopSharing()
        return nil
    }

    private func standingShell() throws -> SharedShell? {
        guard sharesShell else { return nil }
        if let sharedShell, sharedShell.isOpen { return sharedShell }
        do {
            let shell = try SharedShell(self)
            sharedShell = shell
            return shell
        } catch let error as SSHError where error.kind != .disconnected || isConnected {
            stopSharing()
            return nil
        }
    }

    private func stopSharing() {
        sharedShell = nil
        sharesShell = false
    }
}
