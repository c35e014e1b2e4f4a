internal import Cryptography
internal import HostOS
import XMLText

/// Fetches files of the machine: PowerShell prints them in base64, and they are written as they come.
package enum FileDownload {
    /// Fetches a file, or a folder with all that is in it.
    ///
    /// - Parameters:
    ///   - path: on the machine; may have `$env:NAME` and `%NAME%` in it.
    ///   - target: a file, or a folder that the content of the machine's folder goes into.
    ///   - progress: gets the number of bytes that have come so far.
    /// - Throws: `WinRMError` if the machine cannot read them or they come damaged; failures of this host's files.
    package static func run(
        _ path: String, isFolder: Bool, to target: String, _ client: WinRMClient,
        progress: (@Sendable (Int64) -> Void)? = nil
    ) async throws {
        if isFolder { try HostFiles.createDirectory(target, mode: 0o755, intermediates: true) }
        var receiver = try LineReceiver(target: target, isFolder: isFolder, progress: progress)
        var errors: [UInt8] = []
        let code = try await RemoteShell.with(client) { shell in
            try await shell.run(PowerShell.command(FileScripts.pack(path, isFolder: isFolder))) { stream, bytes in
                switch stream {
                case .standardOutput: try receiver.take(bytes)
                case .standardError: errors += bytes.prefix(max(0, 1 << 16 - errors.count))
                }
            }
        }
        guard code == 0 else {
            throw WinRMError(.transfer, "the machine could not read \(path): \(MachineWords.text(errors))")
        }
        guard receiver.isWhole else { throw WinRMError(.transfer, "\(path) came damaged from the machine") }
    }
}

/// Makes files of the lines that come.
struct LineReceiver {
    /// A line is that of 30000 bytes in base64; a longer one is none of ours.
    private static let longestLine = 64 << 10

    private let target: String
    private let isFolder: Bool
    private let progress: (@Sendable (Int64) -> Void)?
    private var unfinished: [UInt8] = []
    private var file: StreamedFile?
    private var received: Int64 = 0
    private let digest: RunningDigest
    /// Whether everything has come as it was sent.
    private(set) var isWhole = false

    init(target: String, isFolder: Bool, progress: (@Sendable (Int64) -> Void)?) throws {
        self.target = target
        self.isFolder = isFolder
        self.progress = progress
        digest = try RunningDigest(.sha256)
    }

    mutating func take(_ bytes: [UInt8]) throws {
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if line.offset > 0 {
                let whole = String(decoding: unfinished, as: UTF8.self).withoutOuterSpace
                unfinished.removeAll(keepingCapacity: true)
                if !whole.isEmpty { try take(line: whole) }
            }
            unfinished += line.element
            guard unfinished.count <= Self.longestLine else { throw nonsense }
        }
    }

    private mutating func take(line: String) throws {
        let payload = String(line.dropFirst(2))
        switch line.prefix(2) {
        case "D:": try HostFiles.createDirectory(try place(payload), mode: 0o755, intermediates: true)
        case "F:":
            let path = try place(payload)
            if isFolder { try HostFiles.createDirectory(HostPath.dirname(path), mode: 0o755, intermediates: true) }
            file = try StreamedFile.creating(path, mode: 0o644)
        case "H:":
            isWhole = MachineWords.hash(in: Array(line.utf8)) == digest.finish()
        default: try write(line)
        }
    }

    private mutating func write(_ line: String) throws {
        guard let file, let bytes = Base64.bytes(line) else { throw nonsense }
        try bytes.withUnsafeBytes { try file.write($0) }
        digest.add(bytes)
        received += Int64(bytes.count)
        progress?(received)
    }

    /// Where something goes; a name that leads out of the target is refused.
    private func place(_ payload: String) throws -> String {
        guard let bytes = Base64.bytes(payload) else { throw nonsense }
        let names = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "\\" || $0 == "/" })
        if !isFolder && names == [""] { return target }
        guard isFolder, !names.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." || $0.contains("\0") }) else {
            throw nonsense
        }
        return HostPath.join(target, names.joined(separator: "/"))
    }

    private var nonsense: WinRMError {
        WinRMError(.transfer, "the machine sent what is no file")
    }
}
