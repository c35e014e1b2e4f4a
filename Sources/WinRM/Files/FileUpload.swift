internal import AsyncSupport
internal import Cryptography
internal import HostOS

/// Sends files to the machine: base64 in commands that add to a temporary file, which PowerShell decodes at the end.
package struct FileUpload: Sendable {
    /// What goes into a file on the machine.
    package enum Content: Sendable {
        case bytes([UInt8])
        /// A file of this host.
        case file(String)
    }

    /// One thing to make below the target; an empty path is the target itself.
    package struct Item: Sendable {
        package var path: String
        /// `nil` for a folder.
        package var content: Content?

        package init(path: String, content: Content?) {
            self.path = path
            self.content = content
        }
    }

    /// Makes all items below `target`, which may have `$env:NAME` and `%NAME%` in it.
    ///
    /// - Parameter progress: gets the number of bytes sent so far.
    /// - Throws: `WinRMError` if a file cannot be written or comes out different.
    package static func run(
        _ items: [Item], to target: String, _ client: WinRMClient, progress: (@Sendable (Int64) -> Void)? = nil
    ) async throws {
        let path = "%TEMP%\\ingot-\(RandomBytes.hex(count: 8)).tmp"
        try await RemoteShell.with(client) { shell in
            var sender = try LineSender(shell: shell, packer: CommandPacker(path: path), progress: progress)
            do {
                try await sender.send(FileLines.root(target))
                for item in items { try await sender.send(item) }
                try await sender.finish()
                try await unpack(path, digest: sender.hash(), shell)
            } catch {
                // Half a file would stay in the machine's folder for temporary files, and in the image.
                _ = await withUncancelled { try await shell.run("del \"\(path)\"") { _, _ in } }
                throw error
            }
        }
    }

    private static func unpack(_ path: String, digest: [UInt8], _ shell: RemoteShell) async throws {
        var printed: [UInt8] = []
        var errors: [UInt8] = []
        let code = try await shell.run(PowerShell.command(FileScripts.unpack(path))) { stream, bytes in
            if stream == .standardOutput { printed += bytes.prefix(4096) } else { errors += bytes.prefix(4096) }
        }
        guard code == 0 else {
            throw WinRMError(
                .transfer, "the machine could not write what was uploaded: \(MachineWords.text(errors))")
        }
        guard MachineWords.hash(in: printed) == digest else {
            throw WinRMError(.transfer, "what was uploaded came out different on the machine")
        }
    }
}

/// Sends lines one command after the other.
private struct LineSender {
    let shell: RemoteShell
    var packer: CommandPacker
    let progress: (@Sendable (Int64) -> Void)?
    private var sent: Int64 = 0
    private let digest: RunningDigest

    init(shell: RemoteShell, packer: CommandPacker, progress: (@Sendable (Int64) -> Void)?) throws {
        self.shell = shell
        self.packer = packer
        self.progress = progress
        digest = try RunningDigest(.sha256)
    }

    mutating func send(_ item: FileUpload.Item) async throws {
        switch item.content {
        case nil: try await send(FileLines.folder(item.path))
        case .bytes(let bytes):
            try await send(FileLines.file(item.path))
            try await send(bytes)
        case .file(let path):
            try await send(FileLines.file(item.path))
            let file = try FileChunks(path)
            while let chunk = try file.next() { try await send(chunk) }
        }
    }

    private mutating func send(_ bytes: [UInt8]) async throws {
        for start in stride(from: 0, to: bytes.count, by: FileLines.contentPiece) {
            let piece = Array(bytes[start..<min(start + FileLines.contentPiece, bytes.count)])
            digest.add(piece)
            try await send(FileLines.content(piece))
            sent += Int64(piece.count)
            progress?(sent)
        }
    }

    mutating func send(_ line: String) async throws {
        if let command = packer.add(line) { try await run(command) }
    }

    mutating func finish() async throws {
        if let command = packer.finish() { try await run(command) }
    }

    /// Of all contents.
    func hash() -> [UInt8] { digest.finish() }

    private func run(_ command: String) async throws {
        var errors: [UInt8] = []
        let code = try await shell.run(command) { stream, bytes in
            if stream == .standardError { errors += bytes.prefix(4096) }
        }
        guard code == 0 else {
            throw WinRMError(.transfer, "the machine could not take a piece of a file: \(MachineWords.text(errors))")
        }
    }
}
