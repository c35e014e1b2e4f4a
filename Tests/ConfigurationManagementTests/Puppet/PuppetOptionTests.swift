import BuildEvents
import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite struct PuppetOptionTests {
    @Test(
        arguments: [
            ([:], "The argument \"manifest_file\" is required, but no definition was found."),
            (["manifest_file": .string("/no")], "manifest_file is invalid: there is no /no on this host."),
            (
                ["manifest_dir": .string("/etc/passwd")],
                "manifest_dir must be the path of a directory, but /etc/passwd is none."
            ),
            (["module_paths": texts("/etc", "/no")], "module_paths[1] is invalid: there is no /no on this host."),
            (
                ["hiera_config_path": .string("/etc")],
                "hiera_config_path must be the path of a file, but /etc is a directory."
            ),
            (["guest_os_type": .string("vms")], "guest_os_type must be unix or windows, but is \"vms\"."),
            (
                ["facter": .object(["a-b": .string("1")])],
                "The name of a fact has letters, digits and underscores only, but one is \"a-b\"."
            ),
            (
                ["execute_command": .string("puppet {{.Manifest}}")],
                "Invalid execute_command: it uses a variable that does not exist; those that do: Debug, "
            ),
            (["execute_command": .string("puppet {{.ManifestFile")], "Invalid execute_command: "),
            (["extra_arguments": texts("{{.Nothing}}")], "Invalid extra_arguments: it uses a variable that does not"),
            (["elevated_password": .string("p")], "Must supply an 'elevated_user' if 'elevated_password' provided"),
            (
                ["elevated_user": .string("u")],
                "elevated_user is for Windows machines: set guest_os_type = \"windows\"."
            ),
        ] as [([String: HCLValue], String)])
    func `what cannot work is told before anything runs`(values: [String: HCLValue], complaint: String) throws {
        let usual: [String: HCLValue] = values.isEmpty ? [:] : ["manifest_file": .string("/etc/passwd")]
        let complaints = try ComponentFixture.complaints(
            PuppetMasterlessProvisioner.type, usual.merging(values) { $1 })
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true, "\(complaints)")
    }

    @Test func `a complaint stands at its option, and all come together`() throws {
        let values = strings(["manifest_file": "/no", "hiera_config_path": "/no", "guest_os_type": "vms"])
        #expect(try ComponentFixture.complaints(PuppetMasterlessProvisioner.type, values).count == 3)
        let server = strings([
            "client_cert_path": "/no", "client_private_key_path": "/etc/passwd", "clean_staging_directory": "true",
        ])
        #expect(
            try ComponentFixture.complaints(PuppetServerProvisioner.type, server) == [
                "client_private_key_path must be the path of a directory, but /etc/passwd is none.",
                "client_cert_path is invalid: there is no /no on this host.",
            ])
    }

    @Test(arguments: [(false, 1), (true, 0)])
    func `private keys that stay in the image are warned of`(cleans: Bool, count: Int) throws {
        let values: [String: HCLValue] = [
            "client_private_key_path": .string("/etc"), "clean_staging_directory": .bool(cleans),
        ]
        let prepared = try PuppetServerProvisioner.type.prepare(
            ComponentFixture.reader(values), ComponentFixture.environment())
        #expect(prepared.warnings.count == count)
    }

    @Test func `a secret fact is masked in the command, whatever quotes it has`() throws {
        let environment = ComponentFixture.environment()
        let secret = HCLValue(type: .string, data: .string("it's hunter2"), isSensitive: true)
        let values: [String: HCLValue] = [
            "manifest_file": .string("/etc/passwd"), "facter": .object(["token": secret, "role": .string("web")]),
        ]
        let made = try ComponentFixture.make(PuppetMasterlessProvisioner.type, values, environment: environment)
        let options = try #require(made as? PuppetMasterlessProvisioner).options
        #expect(options.factVariables.hasSuffix("FACTER_role='web' FACTER_token='it'\\''s hunter2'"))
        #expect(environment.redactor.redact(options.factVariables).hasSuffix("='web' FACTER_token='<sensitive>'"))
    }

    @Test func `Windows has other folders, assignments and separators`() throws {
        let made = try ComponentFixture.make(
            PuppetMasterlessProvisioner.type,
            strings(["manifest_file": "/etc/passwd", "guest_os_type": "Windows", "working_directory": "C:/a b"]))
        let options = try #require(made as? PuppetMasterlessProvisioner).options
        #expect(options.staging == "C:/Windows/Temp/packer-puppet-masterless")
        #expect(
            options.factVariables
                == "SET \"FACTER_packer_build_name=base\" & SET \"FACTER_packer_builder_type=null\"")
        #expect(options.executeCommand.text.hasPrefix("cd {{word .WorkingDir}} && {{if ne .FacterVars \"\"}}"))
        #expect(!options.executeCommand.text.contains("sudo"))
        #expect(options.commands.openFolder("C:/x") == nil)
        #expect(GuestCommands.word(options.workingDirectory, .windows) == "\"C:/a b\"")
    }
}
