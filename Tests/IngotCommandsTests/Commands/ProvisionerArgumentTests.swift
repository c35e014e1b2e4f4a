import ComponentAPI
import ConfigurationManagement
import Provisioners
import Testing

/// What the language itself reads of a provisioner's block, for every kind of provisioner.
struct ProvisionerArgumentTests {
    /// What each kind cannot do without.
    private static let bodies: [String: String] = [
        "shell": "inline = [\"x\"]", "shell-local": "inline = [\"x\"]", "powershell": "inline = [\"x\"]",
        "windows-shell": "inline = [\"x\"]", "windows-restart": "", "windows-update": "", "breakpoint": "",
        "sleep": "duration = \"1s\"", "file": "source = \"/etc/passwd\"\n    destination = \"/x\"",
        "guestfs": "step { run = [\"x\"] }", "sbom": "destination = \"x\"",
        "hcp-sbom": "source = \"/x\"\n    destination = \"x\"", "hcp_sbom": "source = \"/x\"\n    destination = \"x\"",
        "puppet-masterless": "manifest_file = \"/etc/passwd\"", "puppet-server": "puppet_server = \"x\"",
        "chef-solo": "cookbook_paths = [\"/etc\"]", "chef-client": "server_url = \"https://x\"",
        "salt-masterless": "local_state_tree = \"/etc\"",
        "ansible": "playbook_file = \"/etc/passwd\"\n    skip_version_check = true",
        "ansible-local": "playbook_file = \"/etc/passwd\"",
    ]

    static let kinds = (ProvisionerCatalog.all + ConfigurationManagementCatalog.all).map(\.name)

    private func validated(_ kind: String, _ arguments: [String]) async throws -> CommandOutcome {
        let body = try #require(Self.bodies[kind], "the test does not know \(kind)")
        let template = """
            source "null" "a" { communicator = "none" }
            build {
              sources = ["source.null.a"]
              provisioner "\(kind)" {
                \(([body] + arguments).joined(separator: "\n    "))
              }
            }

            """
        var outcome: CommandOutcome?
        try await CommandFixture.with(["t.pkr.hcl": template]) { outcome = await $0.run("validate", "@t.pkr.hcl") }
        return try #require(outcome)
    }

    @Test(arguments: kinds)
    func `every kind may wait, be limited, be tried again, be left out and be overridden`(kind: String) async throws {
        let outcome = try await validated(
            kind,
            [
                "pause_before = \"1s\"", "timeout = \"1m\"", "max_retries = 2", "continue_on_error = true",
                "only = [\"null.a\"]", "override = { a = {}, b = {} }",
            ])
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output == "The configuration is valid.\n")
    }

    @Test(arguments: kinds)
    func `what is wrong with these arguments is told for every kind, all at once`(kind: String) async throws {
        let outcome = try await validated(
            kind,
            [
                "pause_before = \"soon\"", "timeout = \"-1m\"", "max_retries = 1.5", "continue_on_error = \"maybe\"",
                "only = [\"null.a\"]", "except = [\"null.b\"]", "override = { a = 1 }",
            ])
        #expect(outcome.status == 1)
        let summaries = outcome.output.split(separator: "\n").filter { $0.hasPrefix("Error: ") }.map { $0.dropFirst(7) }
        #expect(
            summaries.sorted() == [
                "Conflicting arguments", "Invalid duration", "Invalid duration", "Invalid number", "Invalid override",
                "Unsuitable value type",
            ], "\(outcome.output)")
    }

    @Test(arguments: kinds)
    func `an override with an option that the kind does not have is told`(kind: String) async throws {
        let outcome = try await validated(kind, ["override = { a = { nonsense = 1 } }"])
        #expect(outcome.status == 1)
        #expect(
            outcome.output.contains("\"nonsense\" is not an option of the \(kind) provisioner"), "\(outcome.output)")
    }
}
