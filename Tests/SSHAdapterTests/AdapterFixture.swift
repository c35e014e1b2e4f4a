import BuildEvents
import ComponentAPI
import HostOS
import SSH
import SSHAdapter
import Synchronization
import TestSupport

/// This host in the place of a machine, by a communicator that has nothing but the usual calls.
struct LocalMachine: Communicator {
    func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
        let result = try await runProcess("/bin/sh", ["-c", command])
        for line in result.outputText.split(separator: "\n") { output(.standardOutput(String(line))) }
        for line in result.errorText.split(separator: "\n") { output(.standardError(String(line))) }
        guard case .status(let status) = result.exit else { return .signal("TERM") }
        return .status(Int(status))
    }

    func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        guard case .file(let local, let mode) = source else { throw FixtureFailure("only files") }
        try HostFiles.write(try HostFiles.read(local), to: path)
        try HostFiles.setMode(mode ?? 0o644, of: path)
    }

    func uploadDirectory(_ source: String, to path: String) async throws { throw FixtureFailure("no folders") }

    func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        try HostFiles.write(try HostFiles.read(path), to: destination)
    }

    func downloadDirectory(_ path: String, to destination: String) async throws { throw FixtureFailure("no folders") }
}

/// A machine whose command prints until it is cancelled, or four times what an adapter keeps.
struct TalkativeMachine: Communicator {
    /// The file that tells how the command ended.
    let mark: String

    func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
        let line = String(repeating: "x", count: 8191)
        for _ in 0..<32_768 where !Task.isCancelled {
            output(.standardOutput(line))
            await Task.yield()
        }
        try HostFiles.write(Task.isCancelled ? "ended" : "printed all", to: mark)
        return .status(0)
    }

    func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {}
    func uploadDirectory(_ source: String, to path: String) async throws {}
    func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {}
    func downloadDirectory(_ path: String, to destination: String) async throws {}
}

/// This host in the place of a machine, by an SSH session whose server has an SFTP server or not.
struct SessionMachine: StreamingCommunicator {
    let session: SSHSession
    var isPlainSSH: Bool { true }
    private let local = LocalMachine()

    init(session: SSHSession) {
        self.session = session
    }

    func attach(
        _ request: StreamRequest, stream: OwnedDescriptor, errors: OwnedDescriptor
    ) async throws -> CommandExit {
        let asked: SSHRequest =
            switch request {
            case .command(let text, let size):
                .command(text, terminal: size.map { SSHTerminal(columns: $0.columns, rows: $0.rows) })
            case .fileServer: .subsystem("sftp")
            }
        do {
            switch try await session.relay(asked, stream: stream, errors: errors) {
            case .status(let status): return .status(status)
            case .signal(let name): return .signal(name)
            }
        } catch let error as SSHError where error.kind == .refused {
            throw StreamRefused(detail: error.message)
        }
    }

    func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
        try await local.run(command, output: output)
    }

    func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        try await local.upload(source, to: path, progress: progress)
    }

    func uploadDirectory(_ source: String, to path: String) async throws { throw FixtureFailure("no folders") }

    func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        try await local.download(path, to: destination, progress: progress)
    }

    func downloadDirectory(_ path: String, to destination: String) async throws { throw FixtureFailure("no folders") }
}

/// OpenSSH's clients and an adapter in front of them.
struct AdapterFixture: Sendable {
    /// How the adapter reaches the machine.
    enum Machine: CaseIterable {
        case plain
        case session
        case sessionWithoutFileServer
    }

    let access: AdapterAccess
    let folder: String
    private let options: [String]

    static func with<Value: Sendable>(
        _ kind: Machine, _ options: AdapterOptions = AdapterOptions(),
        _ body: @escaping @Sendable (AdapterFixture) async throws -> Value
    ) async throws -> Value {
        guard kind != .plain else { return try await with(LocalMachine(), options, body) }
        let configuration = kind == .session ? [] : ["Subsystem other /bin/false"]
        return try await SSHDFixture.with(configuration: configuration) { server in
            var credentials = SSHCredentials(username: server.username)
            credentials.keys = [SSHPrivateKey(.file(path: server.userKey))]
            let session = try await SSHSession.connect(
                SSHConfiguration(host: "127.0.0.1", port: server.port, credentials: credentials))
            let result: Result<Value, any Error>
            do {
                result = .success(try await with(SessionMachine(session: session), options, body))
            } catch { result = .failure(error) }
            await session.close()
            return try result.get()
        }
    }

    static func with<Value: Sendable>(
        _ machine: any Communicator, _ options: AdapterOptions,
        _ body: @escaping @Sendable (AdapterFixture) async throws -> Value
    ) async throws -> Value {
        try await withTemporaryDirectory { folder in
            try await withSSHAdapter(to: machine, options, report: { _ in }) { access in
                try await body(AdapterFixture(access, folder: folder))
            }
        }
    }

    private init(_ access: AdapterAccess, folder: String) throws {
        self.access = access
        self.folder = folder
        try HostFiles.write(access.privateKey?.exposed ?? "", to: folder + "/key", mode: 0o600)
        try HostFiles.write(access.knownHost + "\n", to: folder + "/known")
        options = [
            "-F", "none", "-o", "UserKnownHostsFile=\(folder)/known", "-o", "StrictHostKeyChecking=yes", "-o",
            "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "Port=\(access.port)",
        ]
    }

    func ssh(
        _ command: String, input: String = "", key: String? = nil, flags: [String] = []
    ) async throws -> ProcessResult {
        try await runProcess(
            "/usr/bin/ssh", options + flags + ["-i", key ?? folder + "/key", "anybody@127.0.0.1", command],
            input: Array(input.utf8))
    }

    /// The client's command line for a shell.
    func sshCommand(_ command: String) -> String {
        (["/usr/bin/ssh"] + options + ["-n", "-i", folder + "/key", "anybody@127.0.0.1", command])
            .map { "'\($0)'" }.joined(separator: " ")
    }

    /// Runs a command of this host's.
    func shell(_ command: String) async throws -> ProcessResult {
        try await runProcess("/bin/sh", ["-c", command])
    }

    func sftp(_ commands: String...) async throws -> ProcessResult {
        try await runProcess(
            "/usr/bin/sftp", options + ["-i", folder + "/key", "-b", "-", "127.0.0.1"],
            input: Array((commands.joined(separator: "\n") + "\n").utf8))
    }

    func scp(_ arguments: String...) async throws -> ProcessResult {
        try await runProcess("/usr/bin/scp", options + ["-i", folder + "/key"] + arguments)
    }
}
