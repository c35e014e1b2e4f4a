import BuildEvents
import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite struct AnsibleOptionsTests {
    private static let complaints: [(options: [String: HCLValue], words: String)] = [
        ([:], "The argument \"playbook_file\" is required, but no definition was found."),
        (["playbook_file": ""], "playbook_file must be specified."),
        (
            ["playbook_file": "/dev/null/nowhere"],
            "playbook_file is invalid: there is no /dev/null/nowhere on this host."
        ),
        (["playbook_file": "/tmp"], "playbook_file must be the path of a file, but /tmp is a directory."),
        (
            ["galaxy_file": "/dev/null/nowhere"],
            "galaxy_file is invalid: there is no /dev/null/nowhere on this host."
        ),
        (
            ["inventory_directory": "/dev/null"],
            "inventory_directory must be the path of a directory, but /dev/null is none."
        ),
        (
            ["inventory_file": "/dev/null/nowhere"],
            "inventory_file is invalid: there is no /dev/null/nowhere on this host."
        ),
        (
            ["ssh_host_key_file": "/dev/null/nowhere"],
            "ssh_host_key_file is invalid: there is no /dev/null/nowhere on this host."
        ),
        (["local_port": 70000], "local_port: 70000 must be a valid port"),
        (["groups": texts("a\nb")], "A name in the inventory is empty or has more than one line."),
    ]

    @Test(arguments: complaints.indices)
    func `what is wrong with the options is told`(_ index: Int) throws {
        let (options, words) = Self.complaints[index]
        let found = try ComponentFixture.complaints(
            AnsibleProvisioner.type, options.merging(["skip_version_check": true]) { $1 })
        #expect(found.contains(words))
    }

    @Test func `an unknown key type is refused and a known one may be in small letters`() throws {
        let options: [String: HCLValue] = ["playbook_file": "/dev/null", "skip_version_check": true]
        let refused = try ComponentFixture.complaints(
            AnsibleProvisioner.type, options.merging(["ansible_proxy_key_type": "DSA"]) { $1 })
        #expect(refused.contains { $0.contains("Supported values are ECDSA, RSA and ED25519.") })
        let taken = try ComponentFixture.complaints(
            AnsibleProvisioner.type, options.merging(["ansible_proxy_key_type": "rsa"]) { $1 })
        #expect(taken.isEmpty)
    }

    @Test func `a command that is not there is told unless nobody is to look`() throws {
        let options: [String: HCLValue] = ["playbook_file": "/dev/null", "command": "no-such-ansible"]
        let told = try ComponentFixture.complaints(AnsibleProvisioner.type, options)
        #expect(told.contains { $0.hasPrefix("Error running \"no-such-ansible --version\"") })
        let quiet = try ComponentFixture.complaints(
            AnsibleProvisioner.type, options.merging(["skip_version_check": true]) { $1 })
        #expect(quiet.isEmpty)
    }

    @Test(
        arguments: [
            ([:], "Either playbook_file or playbook_files must be specified"),
            (
                ["playbook_file": "/dev/null", "playbook_files": texts("/dev/null")],
                "Either playbook_file or playbook_files can be specified, not both"
            ),
            (
                ["playbook_file": "/dev/null", "role_paths": texts("/dev/null/nowhere")],
                "role_paths[0] is invalid: there is no /dev/null/nowhere on this host."
            ),
            (
                ["playbook_file": "/dev/null", "group_vars": "/dev/null"],
                "group_vars must be the path of a directory, but /dev/null is none."
            ),
        ] as [([String: HCLValue], String)])
    func `what is wrong with the options of ansible-local is told`(
        _ options: [String: HCLValue], _ words: String
    ) throws {
        #expect(try ComponentFixture.complaints(AnsibleLocalProvisioner.type, options).contains(words))
    }
}
