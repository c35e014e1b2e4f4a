import ComponentAPI
import HCLValues
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite struct SaltOptionTests {
    @Test(
        arguments: [
            (
                ["local_state_tree": .null()],
                "local_state_tree must be set, or remote_state_tree if the states are there already."
            ),
            (["local_state_tree": .string("/no")], "local_state_tree is invalid: there is no /no on this host."),
            (["local_pillar_roots": .string("/etc/passwd")], "local_pillar_roots must be the path of a directory, but"),
            (["minion_config": .string("/etc")], "minion_config must be the path of a file, but /etc is a directory."),
            (["grains_file": .string("/no")], "grains_file is invalid: there is no /no on this host."),
            (["log_level": .string("loud")], "log_level must be one of: all, garbage, trace, debug, profile, info,"),
            (["guest_os_type": .string("mac")], "guest_os_type must be unix or windows, but is \"mac\"."),
            (
                ["formulas": texts("https://a/b.git")],
                "A formula is the address of a git repository with a folder of it"
            ),
            (
                ["minion_config": .string("/etc/passwd"), "remote_pillar_roots": .string("/srv/p")],
                "remote_state_tree and remote_pillar_roots only apply when minion_config is not used."
            ),
        ] as [([String: HCLValue], String)])
    func `what cannot work is told before anything runs`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(
            SaltMasterlessProvisioner.type, ["local_state_tree": .string("/etc")].merging(values) { $1 })
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true, "\(complaints)")
    }

    @Test func `formulas need states to be added to`() throws {
        let values: [String: HCLValue] = [
            "remote_state_tree": .string("/srv/salt"), "formulas": texts("https://a/b.git//c"),
        ]
        #expect(
            try ComponentFixture.complaints(SaltMasterlessProvisioner.type, values) == [
                "formulas are added to local_state_tree, which is not set."
            ])
    }

    @Test(
        arguments: [
            ("https://h/o/n.git//f", "https://h/o/n.git", "f", nil),
            ("git::https://h/n.git//f-1_x?ref=v1.2", "https://h/n.git", "f-1_x", "v1.2"),
            ("github.com/o/n.git//f", "https://github.com/o/n.git", "f", nil),
            ("git@github.com:o/n.git//f", "git@github.com:o/n.git", "f", nil),
            ("git::ssh://git@h/n.git//f", "ssh://git@h/n.git", "f", nil),
            ("/srv/n.git//f", "/srv/n.git", "f", nil),
        ] as [(String, String, String, String?)])
    func `an address has a repository, a folder and perhaps a reference`(
        text: String, repository: String, folder: String, reference: String?
    ) throws {
        let formula = try #require(SaltFormula(text))
        #expect(formula.repository == repository)
        #expect(formula.folder == folder)
        #expect(formula.reference == reference)
    }

    @Test(arguments: [
        "", "https://h/n.git", "https://h/n.git//", "https://h/n.git//a/b", "https://h/n.git//..",
        "https://h/n.git//f?depth=1", "https://h/n.git//f?ref=", "https://h/n.git//f?ref=-x",
        "https://h/n.git//f?ref=a&sshkey=b", "ext::sh -c id.git//f", "git::ext::sh.git//f", "--upload-pack=x.git//f",
        "fd://1.git//f",
    ])
    func `what git should not get is no address`(text: String) {
        #expect(SaltFormula(text) == nil)
    }

    @Test func `Windows has other folders`() throws {
        let made = try ComponentFixture.make(
            SaltMasterlessProvisioner.type,
            strings(["local_state_tree": "/etc", "guest_os_type": "windows", "salt_bin_dir": "C:/Program Files/Salt"]))
        let options = try #require(made as? SaltMasterlessProvisioner).options
        #expect(
            options.command
                == "\"C:/Program Files/Salt/salt-call\" --local state.highstate --file-root=C:/salt/state "
                + "--pillar-root=C:/salt/pillar --retcode-passthrough -l info")
        #expect(options.staging == "C:/Windows/Temp/salt")
        #expect(options.system.bootstrapRun.contains("bootstrap-salt.ps1"))
    }
}
