/// A conversation with scp on the machine: its answers, read byte by byte from a buffer.
final class SCPChannel {
    let channel: SessionChannel
    private var incoming: [UInt8] = []
    private var position = 0
    private var complaints = LineSplitter()
    private var standardError: [String] = []
    private var buffer = [UInt8](repeating: 0, count: 256 * 1024)

    init(_ core: SessionCore, command: String) throws {
        channel = try core.openChannel(.command(command, terminal: false))
    }

    /// Reads one answer to what was sent.
    ///
    /// - Throws: `SSHError` with the words of the machine if it complains.
    func readAnswer() throws {
        let first = try readByte()
        guard first != 0 else { return }
        guard first == 1 || first == 2 else { throw SCPControlLine.violation("the byte \(first) as an answer") }
        throw failure(SCPControlLine.printable(String(decoding: try readLine(), as: UTF8.self)))
    }

    /// The next line without its end; `nil` at the end of the conversation.
    func readControlLine() throws -> SCPControlLine? {
        guard try fill() else { return nil }
        return try SCPControlLine(try readLine())
    }

    private func readLine() throws -> [UInt8] {
        var line: [UInt8] = []
        while true {
            let byte = try readByte()
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
            guard line.count <= SCPControlLine.longest else { throw SCPControlLine.violation("a line without end") }
        }
    }

    private func readByte() throws -> UInt8 {
        guard try fill() else { throw try endedEarly() }
        defer { position += 1 }
        return incoming[position]
    }

    /// Hands on up to `limit` bytes of a file's content.
    func readContent(limit: UInt64, _ take: (UnsafeRawBufferPointer) throws -> Void) throws -> UInt64 {
        guard try fill() else { throw try endedEarly() }
        let count = Int(min(limit, UInt64(incoming.count - position)))
        try incoming.withUnsafeBytes { try take(UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
        position += count
        return UInt64(count)
    }

    /// Whether an answer came while we were sending: only a complaint can be that early.
    func checkForComplaint() throws {
        drainStandardError()
        if position >= incoming.count, try !readMore() { return }
        try readAnswer()
        throw SCPControlLine.violation("an answer before the end of the file")
    }

    /// Waits until at least one byte is there.
    private func fill() throws -> Bool {
        while position >= incoming.count {
            if try readMore() { return true }
            drainStandardError()
            if channel.isAtEnd { return false }
            try channel.wait()
        }
        return true
    }

    private func readMore() throws -> Bool {
        let count = try buffer.withUnsafeMutableBytes { try channel.readAvailable(into: $0) }
        guard count > 0 else { return false }
        if position >= incoming.count {
            incoming.removeAll(keepingCapacity: true)
            position = 0
        }
        incoming.append(contentsOf: buffer[..<count])
        return true
    }

    private func drainStandardError() {
        var piece = [UInt8](repeating: 0, count: 4096)
        while standardError.count < 20 {
            // A failure here shows again where the answers are read.
            let count = (try? piece.withUnsafeMutableBytes { try channel.readAvailable(into: $0, standardError: true) })
            guard let count, count > 0 else { return }
            complaints.add(piece.prefix(count)) { standardError.append(SCPControlLine.printable($0)) }
        }
    }

    /// Waits for the command's end and checks how it went.
    func finish() throws {
        try channel.sendEnd()
        while !channel.isClosed && !(channel.isAtEnd && channel.exit != nil) {
            _ = try readMore()
            drainStandardError()
            if channel.isClosed { break }
            try channel.wait()
        }
        guard channel.exit == .status(0) else { throw try endedEarly() }
    }

    /// Sends a piece of content; a complaint that comes meanwhile ends it.
    func writeContent(_ bytes: UnsafeRawBufferPointer) throws {
        try write(bytes) { try checkForComplaint() }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, onStall: () throws -> Void) throws {
        do {
            try channel.write(bytes, onStall: onStall)
        } catch let error as SSHError where error.kind == .protocolViolation && channel.hasClosedEarly {
            throw try endedEarly()
        }
    }

    /// Sends a line or an answer.
    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) {} }
    }

    private func endedEarly() throws -> SSHError {
        while !channel.isClosed && channel.exit == nil { try channel.wait() }
        drainStandardError()
        complaints.finish { standardError.append(SCPControlLine.printable($0)) }
        let words = standardError.joined(separator: "; ")
        switch channel.exit {
        case .status(127):
            return SSHError(
                .transferProgramMissing, "the machine has no scp program (\(words.isEmpty ? "status 127" : words))")
        case .status(let status):
            return failure(words.isEmpty ? "it ended with status \(status)" : words)
        case .signal(let name):
            return failure("it was ended by SIG\(name)")
        case nil:
            return SSHError(.disconnected, "scp on the machine ended without an exit status")
        }
    }

    private func failure(_ words: String) -> SSHError {
        SSHError(.file, "scp on the machine failed: \(words)")
    }
}
