import Communicators
import ComponentAPI
import Diagnostics
import HCLValues
import Testing

@Suite struct CommunicatorOptionsTests {
    @Test(
        arguments: [
            ([:], Duration.seconds(300), 10),
            (["ssh_timeout": .string("20m")], .seconds(1200), nil),
            (["ssh_handshake_attempts": .string("3")], nil, 3),
            (["ssh_timeout": .string("1m"), "ssh_handshake_attempts": .string("0")], .seconds(60), nil),
        ] as [([String: HCLValue], Duration?, Int?)])
    func `the usual limits hold only if neither is given`(
        values: [String: HCLValue], timeout: Duration?, attempts: Int?
    ) throws {
        let options = try communicatorOptions(values.merging(["ssh_username": .string("root")]) { first, _ in first })
        #expect(options.timeout == timeout)
        #expect(options.handshakeAttempts == attempts)
    }

    @Test(
        arguments: [
            ([:], "Missing ssh_username"),
            (["communicator": .string("winrm")], "Missing winrm_username"),
            (
                [
                    "communicator": .string("winrm"), "winrm_username": .string("u"), "winrm_port": .number(70_000),
                ], "Impossible port"
            ),
            (
                [
                    "communicator": .string("winrm"), "winrm_certificate_file": .string("/etc/passwd"),
                ], "Certificate without TLS"
            ),
            (
                [
                    "communicator": .string("winrm"), "winrm_certificate_file": .string("/etc/passwd"),
                    "winrm_use_ssl": .bool(true), "winrm_use_ntlm": .bool(true),
                ], "Two ways to log in"
            ),
            (
                [
                    "communicator": .string("winrm"), "winrm_certificate_file": .string("/etc/passwd"),
                    "winrm_use_ssl": .bool(true), "winrm_private_key_file": .string("/nonexistent"),
                ], "File not found"
            ),
            (["communicator": .string("carrier pigeon")], "Unknown communicator"),
            (["ssh_username": .string("u"), "ssh_bastion_host": .string("b")], "No way to log in to the bastion"),
            (
                ["ssh_username": .string("u"), "ssh_file_transfer_method": .string("ftp")],
                "Unknown file transfer method"
            ),
            (["ssh_username": .string("u"), "ssh_agent_auth": .string("true")], "No SSH agent"),
            (["ssh_username": .string("u"), "temporary_key_pair_type": .string("dsa")], "Unknown key type"),
            (["ssh_username": .string("u"), "ssh_private_key_file": .string("/nonexistent")], "Unusable SSH key"),
            (["ssh_username": .string("u"), "ssh_certificate_file": .string("c")], "Certificate without key"),
            (["ssh_username": .string("u"), "ssh_port": .string("70000")], "Impossible port"),
        ] as [([String: HCLValue], String)])
    func `what cannot work is an error at validation`(values: [String: HCLValue], summary: String) {
        let error = #expect(throws: DiagnosticError.self) { try communicatorOptions(values) }
        #expect(error?.diagnostics.map(\.summary) == [summary])
    }

    @Test func `nothing is asked of a machine that is not reached`() throws {
        #expect(try communicatorOptions(["communicator": .string("none")]).kind == .none)
    }

    @Test func `every option is declared once and documented`() {
        let names = CommunicatorOptions.options.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(CommunicatorOptions.options.allSatisfy { !$0.documentation.isEmpty })
    }
}
