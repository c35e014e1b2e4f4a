import BuildEvents
import ComponentAPI
import HCLValues
import TestSupport
import Testing

@testable import ConfigurationManagement

/// What is written for Ansible and read from it.
@Suite struct AnsibleTextsTests {
    private func inventory(
        _ values: [String: HCLValue] = [:], major: Int = 2, connection: AnsibleTarget.Connection = .ssh,
        user: String = "me", variables: [(name: String, value: String)] = []
    ) throws -> String {
        let reader = ComponentFixture.reader(values)
        let options = AnsibleInventoryOptions(reader)
        _ = try reader.finish()
        let target = AnsibleTarget(host: "10.0.0.1", port: "22", user: user, connection: connection)
        return try AnsibleInventory(options: options, target: target, majorVersion: major)
            .text(reader.templating, data: ["ID": "i-7"], variables: variables)
    }

    @Test func `the inventory has the machine and its groups`() throws {
        #expect(try inventory() == "default ansible_host=10.0.0.1 ansible_user=me ansible_port=22\n")
        #expect(
            try inventory(["groups": texts("a", "b"), "empty_groups": texts("c"), "host_alias": "box"])
                == "box ansible_host=10.0.0.1 ansible_user=me ansible_port=22\n[a]\nbox\n[b]\nbox\n[c]\n")
        #expect(
            try inventory(variables: [("ansible_ssh_common_args", "-o A=\"b c\"")]).hasSuffix(
                " ansible_ssh_common_args=\"-o A=\\\"b c\\\"\"\n"))
    }

    @Test func `Ansible 1 and an unknown version get the names of old`() throws {
        let old = "default ansible_ssh_host=10.0.0.1 ansible_ssh_user=me ansible_ssh_port=22\n"
        #expect(try inventory(major: 1) == old)
        #expect(try inventory(major: 0) == old)
    }

    @Test func `Windows machines have their own line`() throws {
        #expect(
            try inventory(connection: .winRM(isPlain: true), user: "DOMAIN\\me")
                == "default ansible_host=10.0.0.1 ansible_connection=winrm ansible_winrm_transport=basic "
                + "ansible_shell_type=powershell ansible_user=DOMAIN\\me ansible_port=22 ansible_winrm_scheme=http\n")
    }

    @Test func `a template replaces the machine's line`() throws {
        let template = "{{ .HostAlias }} ansible_host={{ .Host }} user={{ .User }} port={{ .Port }} id={{ .ID }}\n"
        #expect(
            try inventory(["inventory_file_template": .string(template), "groups": texts("g")])
                == "default ansible_host=10.0.0.1 user=me port=22 id=i-7\n[g]\ndefault\n")
    }

    @Test(arguments: [
        ("ansible-playbook [core 2.14.18]\n  config file = None\n  python version = 3.11.2", "2.14.18", 2),
        ("ansible-playbook 1.9.6", "1.9.6", 1), ("ansible 2.9.27\n", "2.9.27", 2),
    ])
    func `the version is the first number with a dot`(_ text: String, _ version: String, _ major: Int) {
        #expect(AnsibleVersion.version(in: text) == version)
        #expect(AnsibleVersion.major(version) == major)
    }

    @Test(arguments: ["", "ansible", "version two", "v2", "1.99999999999999999999"])
    func `a text without such a number is no version`(_ text: String) {
        #expect(AnsibleVersion.version(in: text) == nil)
        #expect(AnsibleVersion.major(nil) == 0)
    }

    @Test func `the arguments hold no secret and the template's come late`() {
        var arguments = AnsibleArguments(
            buildName: "a \"b\"", builderType: "qemu", httpAddress: "10.0.2.2:80", sshArguments: "-o A=b -o C=d",
            extra: ["-v"], secretsFile: "/x/secrets", keyFile: "/x/key", inventory: "/x/i", playbook: "/p.yml")
        #expect(
            arguments.words == [
                "-e", "packer_build_name=\"a \\\"b\\\"\"", "-e", "packer_builder_type=qemu", "-e",
                "packer_http_addr=10.0.2.2:80", "--ssh-extra-args", "-o A=b -o C=d", "-v", "-e", "@/x/secrets", "-e",
                "ansible_ssh_private_key_file=\"/x/key\"", "-i", "/x/i", "/p.yml",
            ])
        arguments.extra = ["-e", "ansible_password=mine"]
        #expect(!arguments.words.contains { $0.contains("/x/key") || $0.contains("/x/secrets") })
    }

    @Test func `the evidence is the last task and its words`() {
        var evidence = AnsibleEvidence()
        for line in [
            "\u{1B}[0;32mTASK [first] ****\u{1B}[0m", "fatal: [box]: FAILED! => {\"msg\": \"minded not\"}",
            "...ignoring",
            "TASK [role : second] *****", "\u{1B}[0;31mfatal: [box]: FAILED! => {\"msg\": \"bad\"}\u{1B}[0m",
            "PLAY RECAP ****",
        ] { evidence.read(line) }
        #expect(evidence.task == "TASK [role : second]")
        #expect(evidence.failures == ["fatal: [box]: FAILED! => {\"msg\": \"bad\"}"])
        #expect(
            AnsibleFailure.ended("exit status 2", evidence).detail
                == "Error executing Ansible: Non-zero exit status: exit status 2\nIt was in TASK [role : second]\n"
                + "fatal: [box]: FAILED! => {\"msg\": \"bad\"}")
    }

    @Test(arguments: [
        ("- src: a", true, false), ("roles:\n  - a", true, false), ("collections:\n  - a", false, true),
        ("---\nroles: []\ncollections: []\n", true, true), ("- name: x\n  collections: y", true, false),
    ])
    func `requirements tell what kinds of things they list`(_ text: String, _ roles: Bool, _ collections: Bool) {
        let requirements = GalaxyRequirements(text)
        #expect(requirements.hasRoles == roles)
        #expect(requirements.hasCollections == collections)
    }
}
