import HostOS
import TestSupport
import Testing
import WinRM

/// The server of these tests against a client that is not ours, so that the two cannot agree on the same mistake:
/// Debian's `pywinrm`, with the package's own NTLM and message encryption.
@Suite(.enabled(if: HostFiles.exists("/usr/lib/python3/dist-packages/winrm"), "needs python3-winrm"))
struct OtherClientTests {
    @Test(
        arguments: [
            ("basic", "auto", ["Basic realm=\"WSMAN\""], true), ("ntlm", "always", ["Negotiate"], false),
        ])
    func `a client that is not ours runs a command on the server`(
        transport: String, encryption: String, offers: [String], allowsUnencrypted: Bool
    ) async throws {
        let machine = FakeWindows { command, _ in
            .init("output of \(command) \u{FC}\r\n", errors: "careful\r\n", exit: 4)
        }
        var setup = WSManServer.Setup()
        setup.offers = offers
        setup.allowsUnencrypted = allowsUnencrypted
        setup.password = "s3cret"
        try await WSManServer.with(setup, machine) { server in
            let script = """
                import ctypes, winrm
                # MD4, which NTLM needs, is in a provider of OpenSSL that is not loaded.
                library = ctypes.CDLL('libcrypto.so.3')
                for provider in (b'legacy', b'default'): library.OSSL_PROVIDER_load(None, provider)
                p = winrm.protocol.Protocol(endpoint='http://127.0.0.1:\(server.port)/wsman', transport='\(transport)',
                    username='vagrant', password='s3cret', message_encryption='\(encryption)')
                s = p.open_shell(codepage=65001)
                c = p.run_command(s, 'ipconfig', ['/all'])
                print(p.get_command_output(s, c))
                p.cleanup_command(s, c)
                p.close_shell(s)
                """
            let child = try await ChildProcess.start(
                "/usr/bin/python3", ["-W", "ignore", "-c", script], standardOutput: .pipe, standardError: .pipe)
            let (output, errors) = try await withChildProcess(child) { child in
                async let output = child.standardOutput?.readAll(limit: 1 << 20)
                async let errors = child.standardError?.readAll(limit: 1 << 20)
                let texts = try await (output ?? [], errors ?? [])
                _ = try await child.wait()
                return texts
            }
            let text = String(decoding: output, as: UTF8.self)
            #expect(
                text == "(b'output of ipconfig /all \\xc3\\xbc\\r\\n', b'careful\\r\\n', 4)\n",
                "\(String(decoding: errors, as: UTF8.self))")
            #expect(server.service.violations == [])
            #expect(server.service.openShells == 0)
        }
    }
}
