import HostOS
import TestSupport
import Testing

@testable import WinRM

/// HTTPS: Python ends the TLS connection before the server of these tests.
@Suite(.enabled(if: HostFiles.exists("/usr/bin/python3"), "needs python3"))
struct EncryptedTransportTests {
    private static let proxy = """
        import socket, ssl, sys, threading
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        listener = socket.create_server(('127.0.0.1', 0))
        print(listener.getsockname()[1], flush=True)
        def pump(source, target):
            try:
                while data := source.recv(65536): target.sendall(data)
            except OSError: pass
            try: target.shutdown(socket.SHUT_WR)
            except OSError: pass
        def serve(client):
            try: client = context.wrap_socket(client, server_side=True)
            except OSError: return
            server = socket.create_connection(('127.0.0.1', int(sys.argv[3])))
            threading.Thread(target=pump, args=(client, server), daemon=True).start()
            pump(server, client)
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        """

    private func withTLS(
        _ server: WSManServer, _ body: @Sendable (_ port: Int, _ certificate: String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory(prefix: "ingot-test") { folder in
            let (key, certificate) = (folder + "/key.pem", folder + "/certificate.pem")
            let made = try await ChildProcess.start(
                "openssl",
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
                    "-subj", "/CN=machine", "-addext", "subjectAltName=IP:127.0.0.1",
                ], standardError: .null)
            #expect(try await withChildProcess(made) { try await $0.wait() } == .status(0))
            let child = try await ChildProcess.start(
                "/usr/bin/python3", ["-c", Self.proxy, certificate, key, "\(server.port)"], standardOutput: .pipe)
            try await withChildProcess(child) { child in
                let lines = try #require(child.standardOutput).lines
                var port: Int?
                for try await line in lines {
                    port = Int(line)
                    break
                }
                try await body(try #require(port), certificate)
            }
        }
    }

    @Test(arguments: [false, true])
    func `a trusted certificate, or none asked for, lets messages through`(usesNTLM: Bool) async throws {
        let machine = FakeWindows { command, _ in .init("\(command)\r\n") }
        try await WSManServer.with(.init(), machine) { server in
            try await withTLS(server) { port, certificate in
                let insecure = try server.client {
                    ($0.port, $0.usesTLS, $0.verifiesServer, $0.usesNTLM) = (port, true, false, usesNTLM)
                }
                #expect(try await insecure.output(of: "dir").out == "dir\r\n")
                let trusting = try server.client {
                    ($0.port, $0.usesTLS, $0.certificateFile, $0.usesNTLM) = (port, true, certificate, usesNTLM)
                }
                #expect(try await trusting.output(of: "ver").out == "ver\r\n")
                #expect(Set(server.loginMethods) == [usesNTLM ? "Negotiate" : "Basic"])
                #expect(server.service.violations == [])
            }
        }
    }

    @Test func `a certificate of the machine's own making is refused, and the option told`() async throws {
        try await WSManServer.with { server in
            try await withTLS(server) { port, _ in
                let client = try server.client { ($0.port, $0.usesTLS) = (port, true) }
                let error = await #expect(throws: WinRMError.self) { try await client.output(of: "dir") }
                #expect(error?.stage == .certificate)
                #expect(error?.advice.first?.contains("winrm_insecure = true") == true)
                #expect(server.loginMethods.isEmpty)
            }
        }
    }
}
