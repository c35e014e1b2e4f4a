import HTTP
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
        if len(sys.argv) > 4:
            context.load_verify_locations(sys.argv[4])
            context.verify_mode = ssl.CERT_REQUIRED
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

    /// Makes `key.pem` and `certificate.pem`, the key encrypted if a password is given.
    private func makeCertificate(in folder: String, password: String? = nil) async throws {
        let made = try await ChildProcess.start(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-keyout", folder + "/key.pem", "-out",
                folder + "/certificate.pem", "-days", "2", "-subj", "/CN=machine", "-addext",
                "subjectAltName=IP:127.0.0.1",
            ] + (password.map { ["-passout", "pass:\($0)"] } ?? ["-nodes"]), standardError: .null)
        #expect(try await withChildProcess(made) { try await $0.wait() } == .status(0))
    }

    /// - Parameter clients: the certificate that clients must have; `nil` to ask for none.
    private func withTLS(
        _ server: WSManServer, clients: String? = nil,
        _ body: @Sendable (_ port: Int, _ certificate: String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory(prefix: "ingot-test") { folder in
            let (key, certificate) = (folder + "/key.pem", folder + "/certificate.pem")
            try await makeCertificate(in: folder)
            let child = try await ChildProcess.start(
                "/usr/bin/python3",
                ["-c", Self.proxy, certificate, key, "\(server.port)"] + (clients.map { [$0] } ?? []),
                standardOutput: .pipe)
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

    @Test(arguments: [nil, "pass word"])
    func `a client certificate logs in without name and password`(password: String?) async throws {
        let machine = FakeWindows { command, _ in .init("\(command)\r\n") }
        var setup = WSManServer.Setup()
        setup.offers = [WinRMLoginMethod.certificate.rawValue]
        try await WSManServer.with(setup, machine) { server in
            try await withTemporaryDirectory(prefix: "ingot-test") { folder in
                try await makeCertificate(in: folder, password: password)
                let own = folder + "/certificate.pem"
                try await withTLS(server, clients: own) { port, _ in
                    let client = try server.client {
                        ($0.port, $0.usesTLS, $0.verifiesServer) = (port, true, false)
                        ($0.username, $0.password) = ("", "")
                        $0.clientCertificate = .init(
                            certificateFile: own, keyFile: folder + "/key.pem", keyPassword: password ?? "")
                    }
                    #expect(try await client.output(of: "whoami").out == "whoami\r\n")
                    #expect(await client.loginMethod == .certificate)
                    #expect(Set(server.loginMethods) == [WinRMLoginMethod.certificate.rawValue])
                    #expect(server.service.violations == [])
                    #expect(server.service.openShells == 0)
                }
            }
        }
    }

    @Test func `a certificate that is mapped to nobody is told as such`() async throws {
        try await WSManServer.with(.init(offers: "Negotiate")) { server in
            try await withTemporaryDirectory(prefix: "ingot-test") { folder in
                try await makeCertificate(in: folder)
                let own = folder + "/certificate.pem"
                try await withTLS(server, clients: own) { port, _ in
                    let client = try server.client {
                        ($0.port, $0.usesTLS, $0.verifiesServer) = (port, true, false)
                        $0.clientCertificate = .init(certificateFile: own, keyFile: folder + "/key.pem")
                    }
                    let error = await #expect(throws: WinRMError.self) { try await client.output(of: "dir") }
                    #expect(error?.stage == .login)
                    #expect(error?.message == "the server refused the login by the certificate \(own)")
                    #expect(error?.advice.first?.contains("certmapping") == true)
                    #expect(server.loginMethods.isEmpty)
                }
            }
        }
    }

    @Test func `a key that cannot be read is told at once, and nobody is asked for its password`() async throws {
        try await WSManServer.with { server in
            try await withTemporaryDirectory(prefix: "ingot-test") { folder in
                try await makeCertificate(in: folder, password: "other")
                let client = try server.client {
                    $0.usesTLS = true
                    $0.clientCertificate = .init(
                        certificateFile: folder + "/certificate.pem", keyFile: folder + "/key.pem")
                }
                let error = await #expect(throws: WinRMError.self) { try await client.output(of: "dir") }
                #expect(error?.stage == .login)
                #expect(error?.message.hasPrefix("the client certificate or its key cannot be used") == true)
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
