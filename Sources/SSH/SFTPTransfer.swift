internal import HostOS

/// Files and folders by SFTP.
struct SFTPTransfer {
    let client: SFTPClient

    init(_ core: SessionCore) throws {
        client = try SFTPClient(core)
    }

    /// Writes a file on the machine; into a folder of that name, if there is one, under `name`.
    func upload(_ source: FileSource, to path: String, name: String, progress: (Int64) -> Void) throws {
        let path = Self.path(path)
        let target = try attributes(path)?.isDirectory == true ? Self.join(path, name) : path
        try write(try OpenSource(source), to: target, progress: progress)
    }

    /// Sends what is in a local folder into a folder of the machine, which is made if need be.
    func uploadContent(of folder: String, to path: String, mode: UInt16, depth: Int = 0) throws {
        guard depth < TransferLimits.deepestFolder else { throw SSHError(.file, "\(folder) is nested too deeply") }
        let path = Self.path(path)
        try makeDirectory(path, mode: mode)
        for name in try localFile({ try StreamedFile.names(in: folder) }) {
            let local = folder + "/" + name
            let status = try localFile { try StreamedFile.status(local) }
            if status.isDirectory {
                try uploadContent(of: local, to: Self.join(path, name), mode: status.mode, depth: depth + 1)
                try setMode(Self.join(path, name), status.mode)
            } else {
                let source = try OpenSource(.file(path: local, mode: nil))
                try write(source, to: Self.join(path, name)) { _ in }
            }
        }
    }

    /// Reads a file of the machine.
    func download(_ path: String, to destination: String, progress: (Int64) -> Void) throws {
        let path = Self.path(path)
        guard let attributes = try attributes(path) else {
            throw SSHError(.file, "there is no file \(path) on the machine")
        }
        guard !attributes.isDirectory else { throw SSHError(.file, "\(path) on the machine is a folder") }
        let file = try localFile {
            try StreamedFile.creating(destination, mode: (attributes.permissions ?? 0o644) & 0o777)
        }
        let handle = try open(path, flags: 1, mode: nil)
        try read(handle, to: file, progress: progress)
        try close(handle, path)
    }

    /// Reads what is in a folder of the machine into a local folder, which is made if need be.
    func downloadContent(of path: String, to folder: String, depth: Int = 0) throws {
        guard depth < TransferLimits.deepestFolder else { throw SSHError(.file, "\(path) is nested too deeply") }
        let path = Self.path(path)
        try localFile { try StreamedFile.makeDirectory(folder, mode: 0o755) }
        for (name, entry) in try list(path) {
            let (remote, local) = (Self.join(path, name), folder + "/" + name)
            // Links are followed, as scp does; what is neither file nor folder then is passed over.
            guard let entry = entry.isDirectory || entry.isRegularFile ? entry : try attributes(remote) else {
                continue
            }
            if entry.isDirectory {
                try downloadContent(of: remote, to: local, depth: depth + 1)
                try localFile {
                    try StreamedFile.setMode(local, (entry.permissions ?? 0o755) & 0o1777)
                }
            } else if entry.isRegularFile {
                try download(remote, to: local) { _ in }
            }
        }
    }

    // MARK: Requests

    func attributes(_ path: String) throws -> SFTPAttributes? {
        let answer = try client.request(.stat) { $0.add(path) }
        switch answer {
        case .attributes(let attributes): return attributes
        case .status(2, _): return nil
        default: throw SFTPClient.failure("looking at \(path)", answer)
        }
    }

    func open(_ path: String, flags: UInt32, mode: UInt16?) throws -> [UInt8] {
        let answer = try client.request(.open) { packet in
            packet.add(path)
            packet.add(flags)
            packet.add(UInt32(mode == nil ? 0 : 4))
            if let mode { packet.add(UInt32(mode)) }
        }
        guard case .handle(let handle) = answer else { throw SFTPClient.failure("opening \(path)", answer) }
        return handle
    }

    func close(_ handle: [UInt8], _ path: String) throws {
        try client.expectSuccess(try client.send(.close) { $0.add(handle) }, "closing \(path)")
    }

    private func setMode(_ path: String, _ mode: UInt16) throws {
        let id = try client.send(.setAttributes) { packet in
            packet.add(path)
            packet.add(UInt32(4))
            packet.add(UInt32(mode))
        }
        try client.expectSuccess(id, "setting the mode of \(path)")
    }

    func makeDirectory(_ path: String, mode: UInt16) throws {
        if let found = try attributes(path) {
            guard found.isDirectory else { throw SSHError(.file, "\(path) on the machine is no folder") }
            return
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectory(String(path[..<slash]), mode: 0o755)
        }
        let id = try client.send(.makeDirectory) { packet in
            packet.add(path)
            packet.add(UInt32(4))
            packet.add(UInt32(mode | 0o700))
        }
        try client.expectSuccess(id, "making the folder \(path)")
    }

    private func list(_ path: String) throws -> [(name: String, attributes: SFTPAttributes)] {
        let answer = try client.request(.openDirectory) { $0.add(path) }
        guard case .handle(let handle) = answer else { throw SFTPClient.failure("listing \(path)", answer) }
        var entries: [(name: String, attributes: SFTPAttributes)] = []
        while true {
            let answer = try client.request(.readDirectory) { $0.add(handle) }
            if case .status(1, _) = answer { break }
            guard case .names(let names) = answer else { throw SFTPClient.failure("listing \(path)", answer) }
            for entry in names where entry.name != "." && entry.name != ".." {
                guard SCPControlLine.isPlain(entry.name) else { throw SFTPReader.violation("a file name with a slash") }
                entries.append(entry)
            }
            guard entries.count <= TransferLimits.mostEntries else { throw SFTPReader.violation("too many names") }
        }
        try close(handle, path)
        return entries
    }

    // MARK: Content

    private func write(_ source: OpenSource, to path: String, progress: (Int64) -> Void) throws {
        // Write, create, truncate.
        let handle = try open(path, flags: 0x1a, mode: source.mode)
        let what = "writing \(path)"
        var underWay: [UInt32] = []
        var offset: UInt64 = 0
        try source.read(pieceSize: client.contentSize) { piece in
            if underWay.count >= SFTPClient.outstanding { try client.expectSuccess(underWay.removeFirst(), what) }
            let id = try client.send(.write, content: piece) { packet in
                packet.add(handle)
                packet.add(offset)
                packet.add(UInt32(piece.count))
            }
            underWay.append(id)
            offset += UInt64(piece.count)
            progress(Int64(offset))
        }
        for id in underWay { try client.expectSuccess(id, what) }
        // The mode of `open` goes through the umask, and not at all to a file that was there.
        let id = try client.send(.setAttributes) { packet in
            packet.add(path)
            packet.add(UInt32(4))
            packet.add(UInt32(source.mode))
        }
        try client.expectSuccess(id, "setting the mode of \(path)")
        try close(handle, path)
    }

    private func read(_ handle: [UInt8], to file: StreamedFile, progress: (Int64) -> Void) throws {
        var underWay: [(id: UInt32, size: UInt32)] = []
        let piece = UInt32(client.contentSize)
        // Two offsets: what is asked for, and what has been written.
        var (asked, written): (UInt64, UInt64) = (0, 0)
        var isAtEnd = false
        while !isAtEnd || !underWay.isEmpty {
            while !isAtEnd, underWay.count < SFTPClient.outstanding {
                underWay.append((try ask(handle, offset: asked, size: piece), piece))
                asked += UInt64(piece)
            }
            let next = underWay.removeFirst()
            let answer = try client.answer(to: next.id)
            switch answer {
            case .status(1, _):
                isAtEnd = true
            case .data(let bytes):
                guard !bytes.isEmpty, bytes.count <= Int(next.size) else {
                    throw SFTPReader.violation("more or less content than asked for")
                }
                try localFile {
                    try bytes.withUnsafeBytes { try file.write($0) }
                }
                written += UInt64(bytes.count)
                progress(Int64(written))
                guard bytes.count < Int(next.size) else { continue }
                // A short answer leaves a gap before all that is under way: those are dropped and asked for again.
                for stale in underWay { _ = try client.answer(to: stale.id) }
                underWay = []
                asked = written
            default:
                throw SFTPClient.failure("reading", answer)
            }
        }
    }

    private func ask(_ handle: [UInt8], offset: UInt64, size: UInt32) throws -> UInt32 {
        try client.send(.read) { packet in
            packet.add(handle)
            packet.add(offset)
            packet.add(size)
        }
    }

    /// SFTP knows no `~`; relative paths count from the home folder.
    static func path(_ path: String) -> String {
        var path = path.hasPrefix("~/") ? String(path.dropFirst(2)) : path
        while path.count > 1, path.last == "/" { path.removeLast() }
        return path.isEmpty || path == "~" ? "." : path
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
}
