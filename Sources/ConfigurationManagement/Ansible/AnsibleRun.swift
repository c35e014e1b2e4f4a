import AsyncSupport
import BuildEvents
import HostOS

/// Runs Ansible's programs on this host and hands on what they print, line by line.
struct AnsibleRun: Sendable {
    let environment: [String: String]
    let log: BuildLog

    /// Runs a program to its end; cancellation ends it and all that it started.
    ///
    /// - Returns: how it ended, and what its output says about a failure.
    func run(_ program: String, _ arguments: [String]) async throws -> (exit: ProcessExit, evidence: AnsibleEvidence) {
        let child = try await ChildProcess.start(
            program, arguments, environment: environment, standardOutput: .pipe, standardError: .pipe)
        let witness = AnsibleWitness()
        let exit = try await withChildProcess(child) { child in
            async let output: Void = Self.read(child.standardOutput) { [log] line in
                witness.read(line)
                log.message(line)
            }
            async let errors: Void = Self.read(child.standardError) { [log] line in
                witness.read(line)
                log.error(line)
            }
            _ = try await (output, errors)
            return try await child.wait()
        }
        return (exit, witness.evidence)
    }

    private static func read(_ stream: ByteStream?, _ line: @escaping @Sendable (String) -> Void) async throws {
        guard let stream else { return }
        for try await text in stream.lines { line(text) }
    }
}

/// The folder of the sockets by which Ansible's ssh processes share connections.
struct SharedConnections: Sendable {
    /// Longer ones leave no room for the socket's name (unix(7)).
    private static let longestParent = 60
    /// How long a shared connection may take to end.
    private static let patience: Duration = .seconds(5)

    /// Lends a folder and ends every connection in it afterwards: Ansible leaves them standing for a minute.
    static func with<Value: Sendable>(below folder: String, _ body: (String) async throws -> Value) async throws
        -> Value
    {
        let parent = folder.utf8.count <= longestParent ? folder : "/tmp"
        return try await withTemporaryDirectory(prefix: "cp", in: parent) { path in
            try await withTeardown {
                try await body(path)
            } teardown: {
                await endAll(in: path)
            }
        }
    }

    private static func endAll(in folder: String) async {
        // A folder that cannot be listed has nothing that could be ended.
        for name in (try? HostFiles.list(folder)) ?? [] {
            // A connection that has ended already answers with an error, and so be it.
            _ = try? await withDeadline(patience) {
                try await runProcess(
                    "ssh", ["-F", "none", "-o", "ControlPath=\(HostPath.join(folder, name))", "-O", "exit", "machine"])
            }
        }
    }
}
