internal import ComponentAPI
internal import GuestAgent
internal import HostOS

/// Files and folders to and from a guest through its agent.
struct GuestTransfer {
    private let client: GuestAgentClient

    /// Paths as SSH takes them: from the home folder on, `~` included.
    private static let absolute = """
        export HOME="${HOME:-/root}"; case "$1" in "~") p=$HOME;; "~/"*) p=$HOME/${1#"~/"};; /*) p=$1;; \
        *) p=$HOME/$1;; esac;
        """
    /// No folder of a template is nested deeper, or has more in it.
    private static let deepestFolder = 64
    private static let mostEntries = 100_000

    init(_ client: GuestAgentClient) {
        self.client = client
    }

    // MARK: To the guest

    /// Writes a file; into `path` under the source's name if that is a folder there.
    func upload(_ source: UploadSource, to path: String, progress: (Int64) -> Void) async throws {
        switch source {
        case .bytes(let bytes, let mode):
            let file = try await create(path, name: "file", mode: mode)
            try await client.write(bytes[...], to: file)
            try await client.close(file)
            progress(Int64(bytes.count))
        case .file(let local, let mode):
            let status = try onHost { try StreamedFile.status(local) }
            let file = try await create(path, name: Self.lastPart(local), mode: mode ?? status.mode)
            try await send(local, to: file, progress)
            try await client.close(file)
        }
    }

    private func send(_ local: String, to file: GuestFile, _ progress: (Int64) -> Void) async throws {
        let source = try onHost { try StreamedFile.reading(local) }
        var sent: Int64 = 0
        while true {
            var piece = [UInt8](repeating: 0, count: GuestAgentClient.pieceSize)
            let count = try onHost { try piece.withUnsafeMutableBytes { try source.read(into: $0) } }
            guard count > 0 else { return }
            try await client.write(piece.prefix(count), to: file)
            sent += Int64(count)
            progress(sent)
        }
    }

    /// Makes the file with its mode before it has any content: the agent would let all read it.
    private func create(_ path: String, name: String, mode: UInt16) async throws -> GuestFile {
        let script =
            Self.absolute + """
                case "$1" in */) p=$p$2;; *) [ -d "$p" ] && p=$p/$2;; esac; umask 077; \
                : >"$p" && chmod "$3" "$p" && printf %s "$p"
                """
        let target = try await text(of: script, [path, name, String(mode & 0o7777, radix: 8)])
        return try await client.open(target, mode: "w")
    }

    /// Copies a local folder; one that ends in `/` means its content.
    func uploadDirectory(_ folder: String, to path: String) async throws {
        let local = Self.withoutSlashes(folder)
        let target = try await text(of: Self.absolute + "printf %s \"$p\"", [path])
        let root = folder.hasSuffix("/") ? target : Self.withoutSlashes(target) + "/" + Self.lastPart(local)
        var folders: [(path: String, mode: UInt16)] = []
        var files: [(local: String, path: String, mode: UInt16)] = []
        try list(local, root, depth: 0, &folders, &files)
        try await inBatches(folders.map(\.path)) { try await check("umask 077; mkdir -p -- \"$@\"", $0) }
        for file in files {
            try await upload(.file(path: file.local, mode: file.mode), to: file.path) { _ in }
        }
        // Last, since a folder may be one that nobody may write to; the target of a folder's content is not ours.
        for (mode, group) in Dictionary(grouping: folders.dropFirst(folder.hasSuffix("/") ? 1 : 0), by: \.mode) {
            let digits = String(mode & 0o7777, radix: 8)
            try await inBatches(group.map(\.path).reversed()) { try await check("chmod \(digits) -- \"$@\"", $0) }
        }
    }

    private func list(
        _ local: String, _ path: String, depth: Int, _ folders: inout [(path: String, mode: UInt16)],
        _ files: inout [(local: String, path: String, mode: UInt16)]
    ) throws {
        guard depth < Self.deepestFolder else { throw GuestAgentError(.file, "\(local) is nested too deeply") }
        folders.append((path, try onHost { try StreamedFile.status(local) }.mode))
        for name in try onHost({ try StreamedFile.names(in: local) }) {
            let status = try onHost { try StreamedFile.status(local + "/" + name) }
            if status.isDirectory {
                try list(local + "/" + name, path + "/" + name, depth: depth + 1, &folders, &files)
            } else if status.isRegularFile {
                files.append((local + "/" + name, path + "/" + name, status.mode))
            }
        }
    }

    // MARK: From the guest

    /// Reads a file of the guest into a local file.
    func download(_ path: String, to destination: String, progress: (Int64) -> Void) async throws {
        try await download(
            try await text(of: Self.absolute + "printf %s \"$p\"", [path]), to: destination, mode: 0o644, progress)
    }

    private func download(
        _ path: String, to destination: String, mode: UInt16, _ progress: (Int64) -> Void
    ) async throws {
        let source = try await client.open(path, mode: "r")
        let target = try onHost { try StreamedFile.creating(destination, mode: mode) }
        var received: Int64 = 0
        while true {
            let piece = try await client.read(source)
            if piece.isEmpty { break }
            try onHost { try piece.withUnsafeBytes { try target.write($0) } }
            received += Int64(piece.count)
            progress(received)
        }
        try await client.close(source)
    }

    /// Copies a folder of the guest; one that ends in `/` means its content.
    ///
    /// Of the modes only the right to execute is kept.
    func downloadDirectory(_ path: String, to destination: String) async throws {
        let remote = try await text(of: Self.absolute + "printf %s \"$p\"", [Self.withoutSlashes(path)])
        let local =
            path.hasSuffix("/")
            ? destination : Self.withoutSlashes(destination) + "/" + Self.lastPart(try Self.checked(remote))
        try onHost { try StreamedFile.makeDirectory(Self.withoutSlashes(destination), mode: 0o755) }
        for name in try await names("-type d", in: remote) {
            try onHost { try StreamedFile.makeDirectory(local + name, mode: 0o755) }
        }
        let programs = Set(try await names("-type f -perm -100", in: remote))
        for name in try await names("-type f", in: remote) {
            let mode: UInt16 = programs.contains(name) ? 0o755 : 0o644
            try await download(remote + name, to: local + name, mode: mode) { _ in }
        }
    }

    /// The entries of a folder in the guest, which may be hostile: none of them leads out of it.
    ///
    /// Each is empty or begins with a slash.
    private func names(_ test: String, in folder: String) async throws -> [String] {
        let list = try await output(of: "cd \"$1\" && find . \(test) -print0", [folder])
        let names = list.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard names.count <= Self.mostEntries else {
            throw GuestAgentError(.file, "\(folder) in the guest has more than \(Self.mostEntries) entries")
        }
        return try names.map { name in
            guard name == "." || name.hasPrefix("./") else {
                throw GuestAgentError(.violation, "the guest names a file that is not in its folder")
            }
            return try Self.checked(String(name.dropFirst()))
        }
    }

    private static func checked(_ name: String) throws -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count < deepestFolder, !parts.contains("..") else {
            throw GuestAgentError(.violation, "the guest names a file that leads out of its folder")
        }
        return name
    }

    // MARK: Scripts

    private func check(_ script: String, _ arguments: [String]) async throws {
        _ = try await output(of: script, arguments)
    }

    private func text(of script: String, _ arguments: [String]) async throws -> String {
        String(decoding: try await output(of: script, arguments), as: UTF8.self)
    }

    private func output(of script: String, _ arguments: [String]) async throws -> [UInt8] {
        let state = try await client.run(.shell(script, arguments))
        guard state.exitCode == 0, !state.isTruncated else {
            let words = String(decoding: state.errors.prefix(300), as: UTF8.self).split(separator: "\n").last ?? ""
            let text = words.unicodeScalars.map { $0.value >= 0x20 && $0.value != 0x7F ? Character($0) : "?" }
            throw GuestAgentError(.file, "the guest could not do what a transfer needs: \(String(text))")
        }
        return state.output
    }

    /// So many paths at a time: a command's arguments have a limit.
    private func inBatches(_ paths: [String], _ body: ([String]) async throws -> Void) async throws {
        var rest = paths[...]
        while !rest.isEmpty {
            try await body(Array(rest.prefix(200)))
            rest = rest.dropFirst(200)
        }
    }

    private func onHost<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let failure as StreamedFile.Failure {
            throw GuestAgentError(.file, failure.description)
        }
    }

    private static func lastPart(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? "file"
    }

    private static func withoutSlashes(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
