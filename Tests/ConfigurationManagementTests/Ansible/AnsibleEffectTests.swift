import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

/// What single options do to a run of the real Ansible.
@Suite(.enabled(if: AnsibleGuest.hasAnsible, "ansible-playbook is not installed"), .serialized)
struct AnsibleEffectTests {
    private func makes(_ guest: AnsibleGuest, _ content: String) -> String {
        "- copy: {content: \"\(content)\", dest: \"\(guest.folder)/made\"}"
    }

    @Test func `the adapter is at the port and lets in the user that the template names`() async throws {
        try await AnsibleGuest.with { guest in
            let port = Int(try freePort())
            try await guest.ansible(
                makes(guest, "{{ ansible_port }} {{ ansible_user }}"),
                ["use_proxy": true, "local_port": .number(HCLNumber(port)), "user": "somebody"])
            let made = try guest.read("made").split(separator: " ")
            // Whoever took the port meanwhile leaves one of the next ten.
            #expect((port...port + 10).contains(Int(made[0]) ?? 0))
            #expect(made[1] == "somebody")
        }
    }

    @Test func `a program for files is run where the template names one`() async throws {
        try await AnsibleGuest.with { guest in
            let program = try guest.write(
                "#!/bin/sh\ntouch \"$0.ran\"\nexec /usr/lib/openssh/sftp-server \"$@\"\n", "server")
            try HostFiles.setMode(0o755, of: program)
            try await guest.ansible(
                makes(guest, "by it"), ["use_proxy": true, "use_sftp": true, "sftp_command": .string(program + " -e")])
            #expect(try guest.read("made") == "by it")
            #expect(HostFiles.exists(program + ".ran"))
        }
    }

    @Test func `the machine's line comes from a template`() async throws {
        try await AnsibleGuest.with { guest in
            try await guest.ansible(
                makes(guest, "{{ inventory_hostname }} {{ number }}"),
                [
                    "host_alias": "box",
                    "inventory_file_template": """
                    {{ .HostAlias }} ansible_host={{ .Host }} ansible_user={{ .User }} ansible_port={{ .Port }} \
                    number={{ .ID }} ansible_ssh_common_args="-o UserKnownHostsFile=/dev/null"

                    """,
                ])
            #expect(try guest.read("made") == "box i-1")
        }
    }

    @Test func `an inventory of the user's own is taken as it is`() async throws {
        try await AnsibleGuest.with { guest in
            let inventory = try guest.write(
                "mine ansible_host=127.0.0.1 ansible_port=\(guest.server.port) ansible_user=\(guest.server.username) "
                    + "ansible_ssh_common_args=\"-o UserKnownHostsFile=/dev/null\"\n", "hosts")
            try await guest.ansible(
                makes(guest, "{{ inventory_hostname }}"),
                ["use_proxy": false, "inventory_file": .string(inventory)])
            #expect(try guest.read("made") == "mine")
            #expect(HostFiles.exists(inventory))
        }
    }

    @Test func `collections that galaxy installs are found by the playbook`() async throws {
        try await AnsibleGuest.with { guest in
            try guest.write(
                "namespace: made\nname: here\nversion: 1.0.0\nreadme: README.md\nauthors: [me]\n", "src/galaxy.yml")
            try guest.write("# here\n", "src/README.md")
            try guest.write(makes(guest, "from a collection") + "\n", "src/roles/greet/tasks/main.yml")
            let built = try await runProcess(
                "ansible-galaxy", ["collection", "build", guest.folder + "/src", "--output-path", guest.folder])
            try #require(built.exit.isSuccess, "\(built.errorText)")
            let requirements = try guest.write(
                "collections:\n  - {name: \"\(guest.folder)/made-here-1.0.0.tar.gz\", type: file}\n",
                "requirements.yml")
            try await guest.ansible(
                "- include_role: {name: made.here.greet}",
                [
                    "galaxy_file": .string(requirements),
                    "collections_path": .string(guest.server.directory + "/collections"),
                ])
            #expect(try guest.read("made") == "from a collection")
        }
    }

    @Test func `variables and arguments of the template reach Ansible`() async throws {
        try await AnsibleGuest.with { guest in
            try await guest.ansible(
                """
                - copy: {content: "{{ lookup('env', 'MINE') }} {{ x }} {{ ansible_check_mode }}", dest: "\(guest.folder)/made"}
                - copy: {content: "no", dest: "\(guest.folder)/skipped"}
                  tags: [late]
                """,
                [
                    "ansible_env_vars": texts("MINE=it's mine"),
                    "extra_arguments": texts("-e", "x='two words'", "--skip-tags", "late"),
                    "skip_version_check": true,
                ])
            #expect(try guest.read("made") == "it's mine two words False")
            #expect(!HostFiles.exists(guest.folder + "/skipped"))
        }
    }
}
