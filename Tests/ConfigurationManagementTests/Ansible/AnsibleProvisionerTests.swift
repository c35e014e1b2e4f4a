import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

/// Real playbooks by the real Ansible.
@Suite(.enabled(if: AnsibleGuest.hasAnsible, "ansible-playbook is not installed"), .serialized)
struct AnsibleProvisionerTests {
    /// The ways by which Ansible gets to the machine, and how it moves files.
    enum Way: CaseIterable {
        case direct
        case adapterBySFTP
        case adapterBySCP
        case adapterPipelined
        case adapterWithoutStreams

        var options: [String: HCLValue] {
            switch self {
            case .direct: [:]
            case .adapterBySFTP: ["use_proxy": true, "use_sftp": true]
            case .adapterBySCP: ["use_proxy": true, "use_sftp": false]
            case .adapterPipelined: ["use_proxy": true, "ansible_env_vars": texts("ANSIBLE_PIPELINING=True")]
            case .adapterWithoutStreams: [:]
            }
        }
    }

    @Test(arguments: [Way.direct, .adapterBySFTP])
    func `a playbook's modules find what they need`(_ way: Way) async throws {
        try await AnsibleGuest.with { guest in
            let folder = guest.folder
            try guest.write("name={{ packer_build_name }} type={{ packer_builder_type }} id={{ id }}\n", "t.j2")
            try await guest.ansible(
                """
                - ping:
                - template: {src: "\(folder)/t.j2", dest: "\(folder)/it's made"}
                - file: {path: "\(folder)/link", src: "it's made", state: link}
                - command: {cmd: "cp link 'second copy'", chdir: "\(folder)"}
                - fetch: {src: "\(folder)/second copy", dest: "\(folder)/fetched", flat: true}
                """,
                way.options.merging(["extra_arguments": texts("-e", "id={{ build `ID` }}")]) { _, given in given })
            #expect(try guest.read("fetched") == "name=base type=null id=i-1\n")
            let isDirect = guest.events.messages.contains { $0.contains("Ansible goes straight to") }
            #expect(isDirect == (way == .direct))
            #expect(guest.events.messages.contains { $0.hasPrefix("TASK [ping] ****") })
        }
    }

    @Test(arguments: [Way.adapterBySCP, .adapterWithoutStreams])
    func `files and commands get there by every way`(_ way: Way) async throws {
        try await AnsibleGuest.with(hidesStreams: way == .adapterWithoutStreams) { guest in
            try await guest.ansible(
                """
                - copy: {content: "a text\\n", dest: "\(guest.folder)/the copy", mode: "0640"}
                - command: {cmd: "cp 'the copy' second", chdir: "\(guest.folder)"}
                """, way.options)
            #expect(try guest.read("second") == "a text\n")
            #expect(try HostFiles.mode(guest.folder + "/the copy") & 0o777 == 0o640)
        }
    }

    @Test(.enabled(if: HostEnvironment.isRoot, "only root becomes somebody else without a password"))
    func `modules come by standard input, also as somebody else`() async throws {
        try await AnsibleGuest.with { guest in
            try await guest.ansible(
                """
                - {command: whoami, become: true, become_method: su, become_user: nobody, become_flags: -s /bin/sh, register: r}
                - copy: {content: "{{ r.stdout }}", dest: "\(guest.folder)/who"}
                """, Way.adapterPipelined.options)
            #expect(try guest.read("who") == "nobody")
        }
    }

    @Test func `a task that fails is named in the error with Ansible's words`() async throws {
        try await AnsibleGuest.with { guest in
            let failure = await #expect(throws: AnsibleFailure.self) {
                try await guest.ansible(
                    """
                    - command: "false"
                      ignore_errors: true
                    - {name: break it, command: "sh -c 'echo broken >&2; exit 3'"}
                    """)
            }
            let detail = try #require(failure).detail
            #expect(detail.contains("Error executing Ansible: Non-zero exit status: exit status 2"))
            #expect(detail.contains("TASK [break it]"))
            #expect(detail.contains("broken"))
            #expect(!detail.contains("[command]"))
        }
    }

    @Test(arguments: [false, true])
    func `a play that is cancelled leaves no process, no port and no file`(_ usesProxy: Bool) async throws {
        try await AnsibleGuest.with { guest in
            let mark = guest.folder + "/begun"
            try HostFiles.createDirectory(guest.folder + "/tmp")
            let task = Task {
                try await guest.ansible(
                    "- shell: {cmd: \"echo yes >begun; sleep 1000\", chdir: \"\(guest.folder)\"}",
                    ["use_proxy": .bool(usesProxy), "inventory_directory": .string(guest.folder + "/tmp")])
            }
            try await waitForText(in: mark) { !$0.isEmpty }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try HostFiles.list(guest.folder + "/tmp").isEmpty)
            let said = try #require(guest.events.said.first { $0.hasPrefix("Executing Ansible") })
            let key = said.split(separator: " ").first { $0.hasPrefix("ansible_ssh_private_key_file") } ?? ""
            if usesProxy {
                let path = key.drop { $0 != "\"" }.dropFirst().dropLast()
                #expect(path.hasSuffix("/key") && !HostFiles.exists(String(path)))
            }
            // Whoever belongs to the play has the inventory's folder among its arguments, or ssh's sockets.
            let processes = try await runProcess("/bin/ps", ["-eo", "args"]).outputText.split(separator: "\n")
            let left = processes.filter {
                $0.contains(guest.folder + "/play.yml") || $0.contains("[mux]") && $0.contains("ingot-ansible")
            }
            #expect(left.isEmpty)
        }
    }

    @Test func `groups and the machine's name stand in the inventory, which is kept on demand`() async throws {
        try await AnsibleGuest.with { guest in
            try guest.write("greeting: hello\n", "inventory/group_vars/web.yml")
            try await guest.ansible(
                "- copy: {content: \"{{ greeting }} {{ inventory_hostname }}\", dest: \"\(guest.folder)/made\"}",
                [
                    "groups": texts("web"), "empty_groups": texts("db"), "host_alias": "box",
                    "inventory_directory": .string(guest.folder + "/inventory"), "keep_inventory_file": true,
                ])
            #expect(try guest.read("made") == "hello box")
            let names = try HostFiles.list(guest.folder + "/inventory").filter { $0.hasPrefix("packer-provisioner") }
            let text = try guest.read("inventory/" + (try #require(names.first)))
            #expect(text.contains("[web]\nbox\n[db]\n"))
        }
    }

    @Test func `roles that galaxy installs are found by the playbook`() async throws {
        try await AnsibleGuest.with { guest in
            try guest.write("- copy: {content: role, dest: \"\(guest.folder)/made\"}\n", "src/tasks/main.yml")
            try guest.write(
                "galaxy_info: {author: a, description: d, license: l, min_ansible_version: 2.9}\n", "src/meta/main.yml")
            let archive = guest.server.directory + "/role.tar.gz"
            try ProcessBox.run("/bin/tar", ["-C", guest.folder, "-czf", archive, "src"])
            let requirements = try guest.write("- {src: \"file://\(archive)\", name: made-here}\n", "requirements.yml")
            try await guest.ansible(
                "- include_role: {name: made-here}",
                ["galaxy_file": .string(requirements), "roles_path": .string(guest.server.directory + "/roles")])
            #expect(try guest.read("made") == "role")
        }
    }
}
