import HostOS
import TestSupport
import Testing

/// Builds whose machine Ansible works on.
///
/// It has no Python, so only `raw` and `script` can run there.
@Suite(.enabled(if: HostEnvironment.find(executable: "ansible-playbook") != nil, "ansible-playbook is not installed"))
struct AnsibleBuildTests {
    private static let playbook = """
        - hosts: all
          gather_facts: false
          tasks:
            - raw: uname -n; echo {{ packer_build_name }} >/tmp/raw
            - script: made-here.sh with 'two words'
            - raw: cat /tmp/raw /tmp/script
              register: read
            - debug: {var: read.stdout_lines}
        """

    /// The machine's own SFTP server takes the script; without SSH the guest agent does.
    @Test(.turnLimit, arguments: ["ssh", "qemu-ga"])
    func `a playbook works on a machine by the adapter`(_ communicator: String) async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(try Self.template(communicator))
            try TinyTemplate.linkAnswers(in: ingot)
            try HostFiles.write(Self.playbook, to: ingot.directory + "/play.yml")
            try HostFiles.write("#!/bin/sh\necho \"$# $2\" >/tmp/script\n", to: ingot.directory + "/made-here.sh")
            let result = try await ingot.build("-force", "-var", "iso_url=\(iso)")
            #expect(result.exit == .status(0), "\(result.text)")
            #expect(result.text.contains("Ansible goes by the SSH adapter on port"))
            #expect(result.text.contains("\"tiny\","))
            #expect(result.text.contains("\"2 two words\""))
        }
    }

    private static func template(_ communicator: String) throws -> String {
        let ansible = "provisioner \"ansible\" {\n    playbook_file = \"play.yml\"\n  }\n\n  provisioner \"shell\" {"
        let text = try TinyTemplate.text().replacing("provisioner \"shell\" {", with: ansible)
        guard communicator != "ssh" else { return text }
        return text.replacing("  ssh_username     = \"ingot\"\n", with: "  communicator = \"qemu-ga\"\n")
            .replacing("  ssh_password     = \"change-me\"\n", with: "")
            .replacing("  ssh_timeout      = \"10m\"\n", with: "  guest_agent_timeout = \"10m\"\n")
    }
}
