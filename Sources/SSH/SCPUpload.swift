internal import HostOS

/// Sends files and folders through scp on the machine.
struct SCPUpload {
    private let scp: SCPChannel
    /// Answers that have not been read yet; they come in the order of what was sent.
    private var pendingAnswers = 1

    /// - Parameter makingFolder: whether `path` is a folder that is made if need be, to take folders.
    init(_ core: SessionCore, to path: String, makingFolder: Bool) throws {
        let target = RemoteShell.quotedPath(path)
        scp = try SCPChannel(
            core, command: makingFolder ? "mkdir -p \(target) && scp -r -t \(target)" : "scp -t \(target)")
    }

    /// Sends a file under a name.
    mutating func send(_ source: FileSource, name: String, progress: (Int64) -> Void) throws {
        guard SCPControlLine.isPlain(name), !name.utf8.contains(UInt8(ascii: "\n")) else {
            throw SSHError(.file, "scp cannot send a file whose name is \"\(SCPControlLine.printable(name))\"")
        }
        let open = try OpenSource(source)
        try announce(.file(mode: open.mode, size: open.size, name: name))
        // The content may only follow once the machine has agreed: it would read it as lines otherwise.
        try readAnswers()
        var sent: Int64 = 0
        let scp = scp
        try open.read { piece in
            try scp.writeContent(piece)
            sent += Int64(piece.count)
            progress(sent)
        }
        try scp.write([0])
        pendingAnswers += 1
    }

    /// Sends what is in a local folder.
    mutating func sendContent(of folder: String, depth: Int = 0) throws {
        guard depth < TransferLimits.deepestFolder else { throw SSHError(.file, "\(folder) is nested too deeply") }
        for name in try localFile({ try StreamedFile.names(in: folder) }) {
            let path = folder + "/" + name
            let status = try localFile { try StreamedFile.status(path) }
            if status.isDirectory {
                try sendDirectory(path, name: name, mode: status.mode, depth: depth)
            } else {
                try send(.file(path: path, mode: nil), name: name) { _ in }
            }
        }
    }

    /// Sends a local folder under a name.
    mutating func sendDirectory(_ path: String, name: String, mode: UInt16, depth: Int = 0) throws {
        try announce(.directory(mode: mode, name: name))
        try readAnswers()
        try sendContent(of: path, depth: depth + 1)
        try announce(.endOfDirectory)
    }

    /// Waits until the machine has everything.
    mutating func finish() throws {
        try readAnswers()
        try scp.finish()
    }

    private mutating func announce(_ line: SCPControlLine) throws {
        try scp.write(line.bytes)
        pendingAnswers += 1
    }

    private mutating func readAnswers() throws {
        while pendingAnswers > 0 {
            try scp.readAnswer()
            pendingAnswers -= 1
        }
    }
}

/// Bounds on what the other side, or a loop of symbolic links, can make us do.
enum TransferLimits {
    static let deepestFolder = 128
    /// Entries of one folder that SFTP may list.
    static let mostEntries = 1_000_000
}
