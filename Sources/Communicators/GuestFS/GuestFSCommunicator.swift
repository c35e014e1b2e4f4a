package import BuildEvents
package import ComponentAPI
package import GuestFS
internal import HostOS

/// The way into a disk image whose system does not run: libguestfs moves the files, and runs commands in its root.
package final class GuestFSCommunicator: MachineConnection {
    /// The image, with its system mounted.
    package let disk: GuestDisk

    private init(_ disk: GuestDisk) {
        self.disk = disk
    }

    /// Opens the disks and mounts what their system needs.
    ///
    /// - Throws: `GuestFSError`, `CancellationError`.
    package static func open(
        _ options: GuestFSOptions, disks: [GuestDisk.Drive], scratch: String, usesTCG: Bool, log: BuildLog
    ) async throws -> GuestFSCommunicator {
        let disk = try await GuestDisk.open(
            .init(
                disks: disks, scratch: scratch, usesTCG: usesTCG, hasNetwork: options.hasNetwork,
                memory: options.memory))
        do {
            for words in try await disk.mountSystem(options.mounts) {
                log.error("A file system was left out: \(words)")
            }
        } catch {
            await disk.close()
            throw error
        }
        return GuestFSCommunicator(disk)
    }

    /// Ends it without a care for what has not been written; `disk.finish()` cares.
    package func close() async {
        await disk.close()
    }

    package func run(
        _ command: String, output: @escaping @Sendable (CommandOutput) -> Void
    ) async throws -> CommandExit {
        .status(
            try await disk.run(command) { line in
                switch line {
                case .standardOutput(let text): output(.standardOutput(text))
                case .standardError(let text): output(.standardError(text))
                }
            })
    }

    package func upload(
        _ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        let target = try await place(path, of: source)
        switch source {
        case .bytes(let bytes, let mode):
            try await disk.write(bytes, to: target, mode: mode)
            progress?(Int64(bytes.count))
        case .file(let local, let mode):
            try await disk.upload(local, to: target, mode: try mode ?? HostFiles.mode(local))
            progress?(try HostFiles.size(local))
        }
    }

    /// A folder takes a file in under its own name.
    private func place(_ path: String, of source: UploadSource) async throws -> String {
        let target = Self.absolute(path)
        guard case .file(let local, _) = source, try await disk.isDirectory(target) else { return target }
        return HostPath.join(target, HostPath.basename(local))
    }

    package func uploadDirectory(_ source: String, to path: String) async throws {
        let target = Self.absolute(path)
        let root = source.hasSuffix("/") ? target : HostPath.join(target, HostPath.basename(source))
        try await disk.makeDirectory(root)
        for entry in try HostFiles.walk(HostPath.cleaned(source)) {
            let local = HostPath.join(source, entry.path)
            let remote = HostPath.join(root, entry.path)
            switch entry.kind {
            case .directory:
                try await disk.makeDirectory(remote)
                try await disk.setMode(entry.mode, of: remote)
            case .file: try await disk.upload(local, to: remote, mode: entry.mode)
            case .symlink: try await disk.makeLink(at: remote, to: try HostFiles.linkTarget(local))
            case .other: continue
            }
        }
    }

    package func download(
        _ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?
    ) async throws {
        try await disk.download(Self.absolute(path), to: destination)
        progress?(try HostFiles.size(destination))
    }

    package func downloadDirectory(_ path: String, to destination: String) async throws {
        let source = Self.absolute(path)
        let local = path.hasSuffix("/") ? destination : HostPath.join(destination, HostPath.basename(source))
        try await FolderDownload(disk: disk).copy(source, to: local)
    }

    /// Paths as SSH takes them: from root's home folder on, `~` included.
    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return HostPath.cleaned(path) }
        if path == "~" || path.isEmpty { return "/root" }
        return HostPath.join("/root", path.hasPrefix("~/") ? String(path.dropFirst(2)) : path)
    }
}
