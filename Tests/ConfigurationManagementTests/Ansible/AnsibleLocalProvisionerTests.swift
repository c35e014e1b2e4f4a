import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite(.enabled(if: AnsibleGuest.hasAnsible, "ansible-playbook is not installed"), .serialized)
struct AnsibleLocalProvisionerTests {
    @Test func `playbooks, roles and variables are sent and used`() async throws {
        try await AnsibleGuest.with { guest in
            try guest.write(
                "- hosts: web\n  gather_facts: false\n  roles: [greet]\n  tasks: [import_tasks: more.yml]\n",
                "book/play.yml")
            try guest.write("- copy: {content: more, dest: \"\(guest.folder)/more\"}\n", "book/more.yml")
            try guest.write(
                "- copy: {content: \"{{ greeting }} {{ packer_build_name }} {{ extra }}\", "
                    + "dest: \"\(guest.folder)/greeting\"}\n",
                "greet/tasks/main.yml")
            try guest.write("greeting: hello\n", "vars/web.yml")
            let staging = guest.folder + "/staging"
            try await provision(
                guest,
                [
                    "playbook_file": .string(guest.folder + "/book/play.yml"),
                    "playbook_dir": .string(guest.folder + "/book"), "role_paths": texts(guest.folder + "/greet"),
                    "group_vars": .string(guest.folder + "/vars"), "inventory_groups": texts("web"),
                    "extra_arguments": texts("-e", "'extra=\"it is\"'"), "staging_directory": .string(staging),
                    "clean_staging_directory": true,
                ])
            #expect(try guest.read("greeting") == "hello base it is")
            #expect(try guest.read("more") == "more")
            #expect(!HostFiles.exists(staging))
        }
    }

    @Test func `a task that fails is named, and the staging directory goes all the same`() async throws {
        try await AnsibleGuest.with { guest in
            let playbook = try guest.write(AnsibleGuest.playbook("- {name: break it, command: \"false\"}"), "play.yml")
            let staging = guest.folder + "/staging"
            let failure = await #expect(throws: AnsibleFailure.self) {
                try await provision(
                    guest,
                    [
                        "playbook_files": texts(playbook), "staging_directory": .string(staging),
                        "clean_staging_directory": true,
                    ])
            }
            #expect(try #require(failure).detail.contains("TASK [break it]"))
            #expect(!HostFiles.exists(staging))
        }
    }

    @Test func `a machine without Ansible is told as such`() async throws {
        try await AnsibleGuest.with { guest in
            let playbook = try guest.write(AnsibleGuest.playbook("- ping:"), "play.yml")
            let failure = await #expect(throws: AnsibleFailure.self) {
                try await provision(
                    guest,
                    [
                        "playbook_file": .string(playbook), "command": "X=1 no-such-ansible",
                        "staging_directory": .string(guest.folder + "/staging"),
                    ])
            }
            #expect(try #require(failure).detail.hasPrefix("no-such-ansible could not be found."))
        }
    }

    private func provision(_ guest: AnsibleGuest, _ values: [String: HCLValue]) async throws {
        try await ComponentFixture.make(AnsibleLocalProvisioner.type, values, build: guest.machine.generatedData)
            .provision(guest.machine)
    }
}
