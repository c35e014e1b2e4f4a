/// A client of SFTP version 3 that keeps many requests under way, so that the round trip costs little.
final class SFTPClient {
    /// Requests under way at once while file content moves.
    static let outstanding = 64
    /// A packet may have this many bytes beside the content (OpenSSH's limit is 256 KiB in all).
    private static let longestPacket = 320 * 1024

    private let channel: SessionChannel
    private var nextID: UInt32 = 0
    private var incoming: [UInt8] = []
    private var position = 0
    private var early: [UInt32: SFTPAnswer] = [:]
    private var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    private var pieceSize = 32 * 1024

    init(_ core: SessionCore) throws {
        channel = try core.openChannel(.subsystem("sftp"))
        var hello = SFTPWriter(.initialize)
        hello.add(UInt32(3))
        try channel.write(hello.finished())
        try readVersion()
    }

    /// The size of content that one request carries.
    var contentSize: Int { pieceSize }

    private func readVersion() throws {
        let packet = try nextPacket()
        var reader = SFTPReader(packet)
        guard try reader.byte() == SFTPType.version.rawValue, try reader.uint32() >= 3 else {
            throw SFTPReader.violation("no version 3 greeting")
        }
        while !reader.isAtEnd {
            let name = try reader.text()
            _ = try reader.string()
            if name == "limits@openssh.com" { try askLimits() }
        }
    }

    /// OpenSSH's way to learn how much one request may carry (its PROTOCOL, section 4.8); 32 KiB is safe everywhere.
    private func askLimits() throws {
        let answer = try request(.extended) { $0.add("limits@openssh.com") }
        guard case .extended(let bytes) = answer else { return }
        var reader = SFTPReader(bytes[...])
        _ = try reader.uint64()
        let (reading, writing) = (try reader.uint64(), try reader.uint64())
        let most = min(reading == 0 ? 32768 : reading, writing == 0 ? 32768 : writing, 250 * 1024)
        pieceSize = max(Int(most), 4096)
    }

    /// Sends a request.
    ///
    /// - Parameter content: follows the body, without being copied into it.
    /// - Returns: the number under which the answer comes.
    func send(
        _ type: SFTPType, content: UnsafeRawBufferPointer? = nil, _ body: (inout SFTPWriter) -> Void
    ) throws -> UInt32 {
        nextID &+= 1
        var writer = SFTPWriter(type)
        writer.add(nextID)
        body(&writer)
        let head = writer.finished(following: content?.count ?? 0)
        try head.withUnsafeBytes { try write($0) }
        if let content { try write(content) }
        return nextID
    }

    /// Answers are taken in while the window is shut, or both sides would wait for each other.
    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        try channel.write(bytes) { _ = try readMore() }
    }

    /// Waits for the answer to one request.
    func answer(to id: UInt32) throws -> SFTPAnswer {
        while true {
            if let answer = early.removeValue(forKey: id) { return answer }
            let packet = try nextPacket()
            var reader = SFTPReader(packet)
            let type = try reader.byte()
            let number = try reader.uint32()
            let answer = try SFTPAnswer(type: type, &reader)
            guard early.count <= Self.outstanding * 2 else {
                throw SFTPReader.violation("answers that nobody asked for")
            }
            early[number] = answer
        }
    }

    func request(_ type: SFTPType, _ body: (inout SFTPWriter) -> Void) throws -> SFTPAnswer {
        try answer(to: try send(type, body))
    }

    /// Waits for a status and demands that it is good.
    func expectSuccess(_ id: UInt32, _ what: String) throws {
        let answer = try answer(to: id)
        guard case .status(0, _) = answer else { throw Self.failure(what, answer) }
    }

    static func failure(_ what: String, _ answer: SFTPAnswer) -> SSHError {
        guard case .status(let code, let message) = answer else {
            return SFTPReader.violation("an answer of the wrong type to \(what)")
        }
        let words = SCPControlLine.printable(message)
        return SSHError(.file, "\(what) failed on the machine: \(words.isEmpty ? "SFTP status \(code)" : words)")
    }

    private func nextPacket() throws -> ArraySlice<UInt8> {
        while true {
            if let packet = try takePacket() { return packet }
            guard try !readMore() else { continue }
            guard !channel.isAtEnd else { throw endedEarly() }
            try channel.wait()
        }
    }

    private func endedEarly() -> SSHError {
        SSHError(.refused, "the SFTP server on the machine ended; is the sftp subsystem set up there?")
    }

    private func takePacket() throws -> ArraySlice<UInt8>? {
        guard incoming.count - position >= 4 else { return nil }
        var reader = SFTPReader(incoming[position...])
        let length = Int(try reader.uint32())
        guard length >= 1, length <= Self.longestPacket else {
            throw SFTPReader.violation("a packet of \(length) bytes")
        }
        guard incoming.count - position - 4 >= length else { return nil }
        let start = position + 4
        position = start + length
        return incoming[start..<position]
    }

    private func readMore() throws -> Bool {
        let count = try buffer.withUnsafeMutableBytes { try channel.readAvailable(into: $0) }
        guard count > 0 else { return false }
        if position > 0 {
            incoming.removeFirst(position)
            position = 0
        }
        incoming.append(contentsOf: buffer[..<count])
        return true
    }
}
