internal import HostOS

/// Receives files and folders from scp on the machine.
///
/// The machine may be hostile: it can send only what was asked for, below the destination, in names that stay there.
struct SCPDownload {
    private let scp: SCPChannel

    init(_ core: SessionCore, from path: String, isRecursive: Bool) throws {
        scp = try SCPChannel(core, command: "scp \(isRecursive ? "-r " : "")-f \(RemoteShell.quotedPath(path))")
        try scp.write([0])
    }

    /// Receives one file as `destination`.
    func receiveFile(as destination: String, progress: (Int64) -> Void) throws {
        var isReceived = false
        while let line = try nextLine() {
            guard case .file(let mode, let size, _) = line, !isReceived else {
                throw SCPControlLine.violation("more than the one file that was asked for")
            }
            try receive(destination, mode: mode, size: size, progress: progress)
            isReceived = true
        }
        try scp.finish()
        guard isReceived else { throw SSHError(.file, "scp on the machine sent no file") }
    }

    /// Receives one folder as `destination`, whatever its name is on the machine.
    func receiveDirectory(as destination: String) throws {
        var path: [(local: String, mode: UInt16)] = []
        var isReceived = false
        while let line = try nextLine() {
            switch line {
            case .directory(let mode, let name):
                guard path.count < TransferLimits.deepestFolder, !(path.isEmpty && isReceived) else {
                    throw SCPControlLine.violation("more folders than were asked for")
                }
                let local = path.last.map { $0.local + "/" + name } ?? destination
                // Writable until its content is there; the real mode follows.
                try localFile {
                    try StreamedFile.makeDirectory(local, mode: 0o700)
                }
                path.append((local, mode))
                isReceived = true
                try scp.write([0])
            case .file(let mode, let size, let name):
                guard let folder = path.last else { throw SCPControlLine.violation("a file outside the folder") }
                try receive(folder.local + "/" + name, mode: mode, size: size) { _ in }
            case .endOfDirectory:
                guard let folder = path.popLast() else { throw SCPControlLine.violation("one end too many") }
                try localFile {
                    try StreamedFile.setMode(folder.local, folder.mode & 0o1777)
                }
                try scp.write([0])
            case .times, .complaint:
                throw SCPControlLine.violation("a line out of place")
            }
        }
        try scp.finish()
        guard path.isEmpty, isReceived else { throw SSHError(.file, "scp on the machine sent no whole folder") }
    }

    /// The next line that tells of an entry.
    private func nextLine() throws -> SCPControlLine? {
        while let line = try scp.readControlLine() {
            switch line {
            case .times:
                try scp.write([0])
            case .complaint(let text, _):
                throw SSHError(.file, "scp on the machine failed: \(SCPControlLine.printable(text))")
            case .file, .directory, .endOfDirectory:
                return line
            }
        }
        return nil
    }

    private func receive(_ path: String, mode: UInt16, size: UInt64, progress: (Int64) -> Void) throws {
        // Bits above the nine are not taken over: the machine does not hand out setuid files to this one.
        let file = try localFile {
            try StreamedFile.creating(path, mode: mode & 0o777)
        }
        try scp.write([0])
        var left = size
        while left > 0 {
            left -= try scp.readContent(limit: left) { bytes in
                try localFile { try file.write(bytes) }
            }
            progress(Int64(size - left))
        }
        try scp.readAnswer()
        try scp.write([0])
    }
}
