import HostOS
import TestSupport

/// An nginx of its own that serves the folder `www`, in the ways that publishers do.
struct NginxFixture: Sendable {
    let folder: String
    let port: UInt16
    let securePort: UInt16
    /// The certificate of the secure port, which nobody else trusts.
    var certificate: String { folder + "/certificate.pem" }
    var base: String { "http://127.0.0.1:\(port)" }

    static let isInstalled = HostEnvironment.find(executable: "nginx") != nil || HostFiles.exists("/usr/sbin/nginx")

    static func with(_ body: (NginxFixture) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let server = NginxFixture(folder: folder, port: try freePort(), securePort: try freePort())
            try HostFiles.createDirectory(folder + "/www")
            try HostFiles.write(server.configuration, to: folder + "/nginx.conf")
            // crypt(3) of "open".
            try HostFiles.write("ada:\(try await server.hash("open"))\n", to: folder + "/users")
            try await server.makeCertificate()
            let program = HostEnvironment.find(executable: "nginx") ?? "/usr/sbin/nginx"
            let child = try await ChildProcess.start(
                program, ["-c", folder + "/nginx.conf", "-p", folder, "-e", folder + "/error.log"])
            try await withChildProcess(child, ladder: .immediate) { child in
                try await server.waitUntilReady(child)
                try await body(server)
            }
        }
    }

    /// The statuses of the answers so far, in their order.
    func statuses() throws -> [String] {
        try HostFiles.readText(folder + "/access.log").split(separator: "\n").map(String.init)
    }

    /// nginx notes how it waits for connections once it has its ports.
    private func waitUntilReady(_ child: ChildProcess) async throws {
        let log = folder + "/error.log"
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await waitForText(in: log) { $0.contains("event method") } }
            group.addTask {
                _ = try await child.wait()
                throw FixtureFailure(try HostFiles.readText(log))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func hash(_ password: String) async throws -> String {
        let result = try await runProcess("openssl", ["passwd", "-6", password])
        return result.outputText.split(separator: "\n").first.map(String.init) ?? ""
    }

    private func makeCertificate() async throws {
        let result = try await runProcess(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder + "/key.pem",
                "-out", certificate,
            ])
        guard result.exit.isSuccess else { throw FixtureFailure(result.errorText) }
    }

    private var configuration: String {
        """
        daemon off;
        master_process off;
        pid \(folder)/nginx.pid;
        error_log \(folder)/error.log notice;
        events {}
        http {
          log_format status '$status';
          access_log \(folder)/access.log status;
          client_body_temp_path \(folder)/body;
          proxy_temp_path \(folder)/proxy;
          fastcgi_temp_path \(folder)/fastcgi;
          scgi_temp_path \(folder)/scgi;
          uwsgi_temp_path \(folder)/uwsgi;
          server {
            listen 127.0.0.1:\(port);
            root \(folder)/www;
            location /slow/ { alias \(folder)/www/; limit_rate 10k; }
            location /closed/ { alias \(folder)/www/; auth_basic "x"; auth_basic_user_file \(folder)/users; }
            location /moved/ { rewrite ^/moved/(.*)$ https://127.0.0.1:\(securePort)/$1 redirect; }
            location /round/ { return 302 /round/; }
          }
          server {
            listen 127.0.0.1:\(securePort) ssl;
            root \(folder)/www;
            ssl_certificate \(certificate);
            ssl_certificate_key \(folder)/key.pem;
          }
        }

        """
    }
}
