internal import ComponentAPI
internal import HostOS
internal import SSH
internal import Synchronization

/// A POSIX machine's files, by its commands and its communicator's transfers: what an SFTP server needs.
struct MachineFiles: Sendable {
    let machine: any Communicator

    /// A file that is not there: told apart from every status of the commands used here.
    private static let missingStatus = 44
    /// Mode in hexadecimal, size, user, group, time of access, time of modification: GNU's stat and busybox's, then
    /// that of the BSDs.
    private static let format = (gnu: "%f %s %u %g %X %Y", bsd: "%Xp %z %u %g %a %m")
    /// Lines of one listing.
    private static let mostEntries = 100_000

    /// What a path is; follows a symbolic link if `following`.
    func status(_ path: String, following: Bool) async throws -> SFTPAttributes {
        let flag = following ? "-L " : ""
        let script = """
            stat \(flag)-c '\(Self.format.gnu)' "$p" 2>/dev/null || stat \(flag)-f '\(Self.format.bsd)' "$p"
            """
        let lines = try await run(script, at: path, mustExist: true)
        guard let attributes = lines.last.flatMap(Self.attributes) else {
            throw SFTPFailure(code: .failure, message: "stat gave no answer that can be read")
        }
        return attributes
    }

    /// The entries of a folder, `.` and `..` among them.
    func entries(_ path: String) async throws -> [(name: String, attributes: SFTPAttributes)] {
        let script = """
            cd "$p" || exit 1; set -- .* *; \
            { stat -c '\(Self.format.gnu) %n' -- "$@" 2>/dev/null || \
            { stat -c '%f' . >/dev/null 2>&1 || stat -f '\(Self.format.bsd) %N' -- "$@" 2>/dev/null; }; }; exit 0
            """
        let lines = try await run(script, at: path, mustExist: true)
        return lines.prefix(Self.mostEntries).compactMap { line in
            let words = line.split(separator: " ", maxSplits: 6, omittingEmptySubsequences: false)
            guard words.count == 7, !words[6].isEmpty, !words[6].contains("/"),
                let attributes = Self.attributes(words.prefix(6).joined(separator: " "))
            else { return nil }
            return (String(words[6]), attributes)
        }
    }

    /// The folder in which relative paths begin.
    func startFolder() async throws -> String {
        let lines = try await run("pwd", at: ".", mustExist: false)
        guard let path = lines.last, path.hasPrefix("/") else {
            throw SFTPFailure(code: .failure, message: "pwd gave no answer that can be read")
        }
        return path
    }

    func makeFolder(_ path: String, mode: UInt16?) async throws {
        let flag = mode.map { "-m \(String($0, radix: 8)) " } ?? ""
        _ = try await run("mkdir \(flag)\"$p\"", at: path, mustExist: false)
    }

    func removeFolder(_ path: String) async throws { _ = try await run("rmdir \"$p\"", at: path, mustExist: true) }

    func removeFile(_ path: String) async throws {
        _ = try await run("[ ! -d \"$p\" ] || [ -L \"$p\" ] || exit 1; rm -f \"$p\"", at: path, mustExist: true)
    }

    /// As the protocol has it, nothing is replaced.
    func rename(_ path: String, to target: String) async throws {
        let word = Self.word(target)
        _ = try await run("[ ! -e \(word) ] && mv \"$p\" \(word)", at: path, mustExist: true)
    }

    /// Replaces what is there, as rename(2) does.
    func replace(_ target: String, by path: String) async throws {
        let word = Self.word(target)
        _ = try await run("[ ! -d \(word) ] && mv -f \"$p\" \(word)", at: path, mustExist: true)
    }

    func makeLink(_ path: String, to target: String) async throws {
        _ = try await run("ln -s \(RemoteShell.quoted(target)) \"$p\"", at: path, mustExist: false)
    }

    func readLink(_ path: String) async throws -> String {
        guard let target = try await run("readlink \"$p\"", at: path, mustExist: true).last else {
            throw SFTPFailure(code: .failure, message: "it is no symbolic link")
        }
        return target
    }

    /// Sets what is given of mode, owner and times.
    func set(_ attributes: SFTPAttributes, of path: String) async throws {
        var commands: [String] = []
        if let owner = attributes.owner { commands.append("chown \(owner.user):\(owner.group) \"$p\"") }
        if let mode = attributes.permissions { commands.append("chmod \(String(mode, radix: 8)) \"$p\"") }
        if let times = attributes.times {
            commands.append("touch -c -m -d @\(times.modification) \"$p\"")
            commands.append("touch -c -a -d @\(times.access) \"$p\"")
        }
        guard !commands.isEmpty else { return }
        _ = try await run(commands.joined(separator: " && "), at: path, mustExist: true)
    }

    func fetch(_ path: String, to local: String) async throws {
        try await machine.download(path, to: local, progress: nil)
    }

    func store(_ local: String, at path: String, mode: UInt16) async throws {
        try await machine.upload(.file(path: local, mode: mode), to: path, progress: nil)
    }

    /// Runs commands with the path in `p`.
    private func run(_ script: String, at path: String, mustExist: Bool) async throws -> [String] {
        let check = mustExist ? "[ -e \"$p\" ] || [ -L \"$p\" ] || exit \(Self.missingStatus); " : ""
        let output = Mutex<(lines: [String], complaint: String)>(([], ""))
        let exit = try await machine.run("p=\(Self.word(path)); \(check)\(script)") { piece in
            output.withLock { output in
                switch piece {
                case .standardOutput(let line): if output.lines.count < Self.mostEntries { output.lines.append(line) }
                case .standardError(let line): output.complaint = String(line.prefix(500))
                }
            }
        }
        let (lines, complaint) = output.withLock { $0 }
        switch exit {
        case .status(0): return lines
        case .status(Self.missingStatus): throw SFTPFailure(code: .noSuchFile, message: "No such file or directory")
        case .status, .signal:
            throw SFTPFailure(code: .failure, message: complaint.isEmpty ? "Failure" : complaint)
        }
    }

    /// A path as one word that no command takes for an option.
    private static func word(_ path: String) -> String {
        RemoteShell.quoted(path.hasPrefix("/") ? path : "./" + path)
    }

    private static func attributes(_ line: String) -> SFTPAttributes? {
        let words = line.split(separator: " ")
        guard words.count == 6, let mode = UInt32(words[0], radix: 16), let size = UInt64(words[1]),
            let user = UInt32(words[2]), let group = UInt32(words[3]), let access = Int64(words[4]),
            let modification = Int64(words[5])
        else { return nil }
        var attributes = SFTPAttributes()
        attributes.mode = mode
        attributes.size = size
        attributes.owner = .init(user: user, group: group)
        attributes.times = .init(access: UInt32(clamping: access), modification: UInt32(clamping: modification))
        return attributes
    }
}
