internal import ComponentAPI
internal import HostOS
internal import SSH

/// A server of SFTP version 3 for one client, for machines that have none: files move by the communicator.
///
/// A file that is opened is copied to this host, and back when it is closed.
struct SFTPService {
    private let stream: ByteStream
    private let files: MachineFiles
    private var open: OpenFiles
    private var startFolder: String?
    private var incoming: [UInt8] = []

    /// OpenSSH's limit is the same (its PROTOCOL, section 4.8).
    private static let longestPacket = 256 * 1024
    private static let longestRead = 128 * 1024
    private static let entriesPerAnswer = 100

    /// Serves the client until it goes; its copies go with it.
    static func serve(_ stream: ByteStream, files: MachineFiles) async throws {
        try await withTemporaryDirectory(prefix: "ingot-sftp") { folder in
            var service = SFTPService(stream: stream, files: files, open: OpenFiles(scratch: folder))
            try await service.serve()
        }
    }

    private init(stream: ByteStream, files: MachineFiles, open: OpenFiles) {
        self.stream = stream
        self.files = files
        self.open = open
    }

    private mutating func serve() async throws {
        while let packet = try await nextPacket() {
            var reader = SFTPReader(packet)
            let type = SFTPType(rawValue: try reader.byte())
            guard type != .initialize else {
                try await greet()
                continue
            }
            let number = try reader.uint32()
            try await stream.write(try await answer(type, number, reader))
        }
    }

    private mutating func greet() async throws {
        var answer = SFTPWriter(.version)
        answer.add(UInt32(3))
        answer.add("posix-rename@openssh.com")
        answer.add("1")
        try await stream.write(answer.finished())
    }

    /// The next packet without its length; `nil` at the end.
    private mutating func nextPacket() async throws -> ArraySlice<UInt8>? {
        while true {
            if incoming.count >= 4 {
                var reader = SFTPReader(incoming[...])
                let length = Int(try reader.uint32())
                guard length >= 1, length <= Self.longestPacket else {
                    throw SSHError(.protocolViolation, "an SFTP client sent a packet of \(length) bytes")
                }
                if incoming.count >= 4 + length {
                    let packet = Array(incoming[4..<4 + length])
                    incoming.removeFirst(4 + length)
                    return packet[...]
                }
            }
            let bytes = try await stream.read(upTo: Self.longestPacket)
            if bytes.isEmpty { return nil }
            incoming += bytes
        }
    }

    /// Always one packet: what goes wrong becomes a status.
    private mutating func answer(_ type: SFTPType?, _ number: UInt32, _ reader: SFTPReader) async throws -> [UInt8] {
        var reader = reader
        do {
            return try await respond(type, number, &reader)
        } catch let failure as SFTPFailure {
            return Self.status(number, failure)
        } catch let error as CancellationError {
            throw error
        } catch let error as CommunicatorDisconnected {
            return Self.status(number, SFTPFailure(code: .failure, message: error.detail))
        } catch let error as SSHError where error.kind == .protocolViolation {
            return Self.status(number, SFTPFailure(code: .badMessage, message: error.message))
        } catch {
            return Self.status(number, SFTPFailure(code: .failure, message: "\(error)"))
        }
    }

    private mutating func respond(
        _ type: SFTPType?, _ number: UInt32, _ reader: inout SFTPReader
    ) async throws -> [UInt8] {
        switch type {
        case .open: return try await openFile(number, &reader)
        case .close: try await close(try reader.text())
        case .read: return try read(number, &reader)
        case .write: try write(&reader)
        case .linkStat: return try await status(number, path: reader.text(), following: false)
        case .stat: return try await status(number, path: reader.text(), following: true)
        case .handleStat: return try handleStatus(number, try reader.text())
        case .setAttributes: try await files.set(attributes: &reader)
        case .setHandleAttributes: try setAttributes(&reader)
        case .openDirectory:
            return Self.handle(number, try open.add(try await files.entries(try reader.text())))
        case .readDirectory:
            let entries = try open.nextEntries(try reader.text(), count: Self.entriesPerAnswer)
            return Self.names(number, entries.map { ($0.name, LongName.text($0.name, $0.attributes), $0.attributes) })
        case .remove: try await files.removeFile(try reader.text())
        case .makeDirectory:
            let path = try reader.text()
            try await files.makeFolder(path, mode: try reader.attributes().permissions)
        case .removeDirectory: try await files.removeFolder(try reader.text())
        case .realPath:
            let path = try await absolute(try reader.text())
            return Self.names(number, [(path, path, SFTPAttributes())])
        case .rename:
            let path = try reader.text()
            try await files.rename(path, to: try reader.text())
        case .readLink:
            let target = try await files.readLink(try reader.text())
            return Self.names(number, [(target, target, SFTPAttributes())])
        case .symbolicLink:
            // OpenSSH's order, which is not the draft's: where the link leads, then where it stands.
            let target = try reader.text()
            try await files.makeLink(try reader.text(), to: target)
        case .extended:
            guard try reader.text() == "posix-rename@openssh.com" else { throw SFTPFailure.unsupported }
            let path = try reader.text()
            try await files.replace(try reader.text(), by: path)
        case .initialize, .version, .status, .handle, .data, .name, .attributes, .extendedReply, nil:
            throw SFTPFailure.unsupported
        }
        return Self.status(number, SFTPFailure(code: .ok, message: "Success"))
    }

    // MARK: Files

    private mutating func openFile(_ number: UInt32, _ reader: inout SFTPReader) async throws -> [UInt8] {
        let path = try reader.text()
        let flags = OpenFlags(rawValue: try reader.uint32())
        let asked = try reader.attributes()
        let present = try await files.existing(path)
        if present == nil, !flags.contains(.create) {
            throw SFTPFailure(code: .noSuchFile, message: "No such file or directory")
        }
        if present != nil, flags.isSuperset(of: [.create, .exclusive]) {
            throw SFTPFailure(code: .failure, message: "File exists")
        }
        if let present, !present.isRegularFile { throw SFTPFailure(code: .failure, message: "Not a regular file") }
        let (handle, local) = try open.place()
        if present != nil, !flags.contains(.truncate) { try await files.fetch(path, to: local) }
        let mode = present?.permissions ?? asked.permissions ?? 0o644
        let isChanged = flags.contains(.write) && (present == nil || flags.contains(.truncate))
        open.add(
            OpenFiles.File(path: path, copy: try RandomAccessFile(local), mode: mode, isChanged: isChanged), handle)
        return Self.handle(number, handle)
    }

    private mutating func close(_ handle: String) async throws {
        guard let file = try open.close(handle) else { return }
        file.copy.close()
        defer {
            // The copy goes with its folder at the latest.
            try? HostFiles.remove(file.copy.path)
        }
        if file.isChanged { try await files.store(file.copy.path, at: file.path, mode: file.mode) }
        if let attributes = file.attributes { try await files.set(attributes, of: file.path) }
    }

    private func read(_ number: UInt32, _ reader: inout SFTPReader) throws -> [UInt8] {
        let file = try open.file(try reader.text())
        let offset = try Self.offset(try reader.uint64())
        let bytes = try file.copy.read(at: offset, count: min(Int(try reader.uint32()), Self.longestRead))
        guard !bytes.isEmpty else { throw SFTPFailure.endOfFile }
        var answer = SFTPWriter(.data)
        answer.add(number)
        answer.add(bytes)
        return answer.finished()
    }

    private mutating func write(_ reader: inout SFTPReader) throws {
        let handle = try reader.text()
        let offset = try Self.offset(try reader.uint64())
        try open.file(handle).copy.write(try reader.string(), at: offset)
        try open.change(handle) { $0.isChanged = true }
    }

    private static func offset(_ value: UInt64) throws -> Int64 {
        // Beyond this no file of ours goes: a client must not fill this host's disk with one write.
        guard value <= 1 << 44 else { throw SFTPFailure(code: .failure, message: "File too large") }
        return Int64(value)
    }

    private func status(_ number: UInt32, path: String, following: Bool) async throws -> [UInt8] {
        Self.attributes(number, try await files.status(path, following: following))
    }

    private func handleStatus(_ number: UInt32, _ handle: String) throws -> [UInt8] {
        let file = try open.file(handle)
        var attributes = SFTPAttributes()
        attributes.size = UInt64(clamping: try file.copy.size())
        attributes.mode = 0o100000 | UInt32(file.mode)
        return Self.attributes(number, attributes)
    }

    /// Takes effect when the file is closed.
    private mutating func setAttributes(_ reader: inout SFTPReader) throws {
        let handle = try reader.text()
        let attributes = try reader.attributes()
        if let size = attributes.size {
            try open.file(handle).copy.setSize(try Self.offset(size))
            try open.change(handle) { $0.isChanged = true }
        }
        try open.change(handle) { file in
            if let mode = attributes.permissions { file.mode = mode }
            file.attributes = attributes
        }
    }

    private mutating func absolute(_ path: String) async throws -> String {
        if path.hasPrefix("/") { return HostPath.cleaned(path) }
        let base: String
        if let startFolder { base = startFolder } else { base = try await files.startFolder() }
        startFolder = base
        return HostPath.cleaned(HostPath.join(base, path))
    }
}

/// How a file is opened (draft-ietf-secsh-filexfer-02, section 6.3).
private struct OpenFlags: OptionSet {
    let rawValue: UInt32

    static let write = OpenFlags(rawValue: 0x2)
    static let create = OpenFlags(rawValue: 0x8)
    static let truncate = OpenFlags(rawValue: 0x10)
    static let exclusive = OpenFlags(rawValue: 0x20)
}
