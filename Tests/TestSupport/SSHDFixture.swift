import Glibc
internal import HostOS

/// A private sshd on loopback with keys of its own, which lets the current user in by key.
package final class SSHDFixture: Sendable {
    package let directory: String
    package let port: UInt16
    package let username: String
    /// An Ed25519 key that the server accepts.
    package var userKey: String { directory + "/user_key" }
    private let process: ProcessBox

    private init(directory: String, port: UInt16, username: String, process: ProcessBox) {
        self.directory = directory
        self.port = port
        self.username = username
        self.process = process
    }

    /// Starts a server, runs `body`, and leaves nothing behind.
    ///
    /// - Parameter configuration: further lines of sshd_config; the first of several settings counts.
    package static func with<Result: Sendable>(
        configuration: [String] = [], _ body: (SSHDFixture) async throws -> Result
    ) async throws -> Result {
        let directory = try makeTemporaryDirectory()
        defer { removeTree(directory) }
        for name in ["host_key", "user_key"] { try makeKey(directory + "/" + name) }
        try copy(directory + "/user_key.pub", to: directory + "/authorized_keys")
        let fixture = try await started(in: directory, configuration)
        defer { fixture.stop() }
        return try await body(fixture)
    }

    /// A server on a port that nobody took between its choice and its use.
    private static func started(in directory: String, _ configuration: [String]) async throws -> SSHDFixture {
        var attempts = 5
        while true {
            let port = try freePort()
            try write(sshdConfiguration(directory, port: port, extra: configuration), to: directory + "/sshd_config")
            let fixture = SSHDFixture(
                directory: directory, port: port, username: currentUser(), process: ProcessBox())
            attempts -= 1
            do {
                try await fixture.start()
                return fixture
            } catch is FixtureFailure where attempts > 0 {
                continue
            }
        }
    }

    /// Starts the server again after `stop`, on the same port.
    package func start() async throws {
        // The folder that sshd demands when root starts it; the service makes the same one at boot.
        if getuid() == 0 { try StreamedFile.makeDirectory("/run/sshd", mode: 0o755) }
        // With -D the process stays; with -e it says what it does.
        try await process.start(
            "/usr/sbin/sshd", ["-D", "-e", "-f", directory + "/sshd_config"], until: "Server listening on")
    }

    /// Ends the server and every connection it serves.
    package func stop() {
        process.endAll()
    }

    private static func sshdConfiguration(_ directory: String, port: UInt16, extra: [String]) -> String {
        // Of this one the last counts.
        let startups = extra.contains { $0.hasPrefix("MaxStartups") } ? [] : ["MaxStartups 100"]
        return
            (extra + startups + [
                "ListenAddress 127.0.0.1", "Port \(port)", "HostKey \(directory)/host_key", "PidFile none",
                "AuthorizedKeysFile \(directory)/authorized_keys", "StrictModes no", "UsePAM no", "UseDNS no",
                "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin yes",
                "MaxSessions 100", "Subsystem sftp internal-sftp",
                // Bash would read the user's start-up files for every command otherwise.
                "SetEnv SHLVL=5",
            ]).joined(separator: "\n") + "\n"
    }

    /// Makes a key pair without a passphrase at `path` and `path`.pub.
    package static func makeKey(_ path: String, type: String = "ed25519") throws {
        try ProcessBox.run("/usr/bin/ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "test", "-f", path])
    }

    private static func currentUser() -> String {
        getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "root"
    }
}
