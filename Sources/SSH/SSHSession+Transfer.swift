internal import HostOS

/// How files move.
package enum FileTransferMethod: String, Sendable, CaseIterable {
    case scp
    case sftp
}

extension SSHSession {
    /// Writes a file on the machine; into `path` under the source's name if that is a folder there.
    ///
    /// - Parameter progress: called on the session's thread with the number of bytes sent so far.
    /// - Throws: `SSHError`; of kind `transferProgramMissing` if the machine has no scp.
    package func upload(
        _ source: FileSource, to path: String, by method: FileTransferMethod,
        progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws {
        let name = Self.name(of: source, target: path)
        try await loop.perform { core in
            switch method {
            case .scp:
                if case .bytes(let bytes, let mode) = source, try core.writeShared(bytes, to: path, mode: mode) {
                    progress(Int64(bytes.count))
                    return
                }
                var upload = try SCPUpload(core, to: path, makingFolder: false)
                try upload.send(source, name: name, progress: progress)
                try upload.finish()
            case .sftp:
                try SFTPTransfer(core).upload(source, to: path, name: name, progress: progress)
            }
        }
    }

    /// Copies a local folder into the folder `path` of the machine, which is made if need be.
    ///
    /// A `folder` that ends in `/` means its content, else the folder itself. Symbolic links are followed.
    package func uploadDirectory(_ folder: String, to path: String, by method: FileTransferMethod) async throws {
        let isContent = folder.hasSuffix("/")
        let local = Self.withoutSlashes(folder)
        let name = Self.lastPart(local)
        guard isContent || SCPControlLine.isPlain(name) else {
            throw SSHError(.file, "the folder \(folder) has no name of its own: end it with / to send its content")
        }
        try await loop.perform { core in
            let status = try localFile { try StreamedFile.status(local) }
            switch method {
            case .scp:
                var upload = try SCPUpload(core, to: path, makingFolder: true)
                if isContent {
                    try upload.sendContent(of: local)
                } else {
                    try upload.sendDirectory(local, name: name, mode: status.mode)
                }
                try upload.finish()
            case .sftp:
                let target = isContent ? path : Self.withoutSlashes(path) + "/" + name
                try SFTPTransfer(core).uploadContent(of: local, to: target, mode: status.mode)
            }
        }
    }

    /// Reads a file of the machine into a local file.
    package func download(
        _ path: String, to destination: String, by method: FileTransferMethod,
        progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws {
        try await loop.perform { core in
            switch method {
            case .scp:
                try SCPDownload(core, from: path, isRecursive: false)
                    .receiveFile(as: destination, progress: progress)
            case .sftp:
                try SFTPTransfer(core).download(path, to: destination, progress: progress)
            }
        }
    }

    /// Copies a folder of the machine into the local folder `destination`, which is made if need be.
    ///
    /// A `path` that ends in `/` means its content, else the folder itself.
    package func downloadDirectory(
        _ path: String, to destination: String, by method: FileTransferMethod
    ) async throws {
        let isContent = path.hasSuffix("/")
        let remote = Self.withoutSlashes(path)
        let name = Self.lastPart(remote)
        guard isContent || SCPControlLine.isPlain(name) else {
            throw SSHError(.file, "the folder \(path) has no name of its own: end it with / to fetch its content")
        }
        let target = isContent ? destination : Self.withoutSlashes(destination) + "/" + name
        try await loop.perform { core in
            try localFile {
                try StreamedFile.makeDirectory(destination, mode: 0o755)
            }
            switch method {
            case .scp: try SCPDownload(core, from: remote, isRecursive: true).receiveDirectory(as: target)
            case .sftp: try SFTPTransfer(core).downloadContent(of: remote, to: target)
            }
        }
    }

    private static func name(of source: FileSource, target: String) -> String {
        if case .file(let path, _) = source, target.hasSuffix("/") { return lastPart(withoutSlashes(path)) }
        let name = lastPart(withoutSlashes(target))
        return SCPControlLine.isPlain(name) ? name : "file"
    }

    private static func lastPart(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }

    private static func withoutSlashes(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
