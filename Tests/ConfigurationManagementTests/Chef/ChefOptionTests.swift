import BuildEvents
import ComponentAPI
import Diagnostics
import HCLValues
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite struct ChefOptionTests {
    @Test(
        arguments: [
            (["cookbook_paths": texts("/no")], "cookbook_paths[0] is invalid: there is no /no on this host."),
            (["roles_path": .string("/no")], "roles_path is invalid: there is no /no on this host."),
            (["data_bags_path": .string("/etc/passwd")], "data_bags_path must be the path of a directory, but"),
            (["environments_path": .string("/no")], "environments_path is invalid: there is no /no on this host."),
            (["encrypted_data_bag_secret_path": .string("/etc")], "encrypted_data_bag_secret_path must be the path of"),
            (["config_template": .string("/no")], "config_template is invalid: there is no /no on this host."),
            (["run_list": texts("recpe[x]")], "An item of run_list is recipe[NAME], role[NAME] or the NAME of a"),
            (["run_list": texts("recipe[]")], "An item of run_list is recipe[NAME], role[NAME] or the NAME of a"),
            (["run_list": texts("role[a]]")], "An item of run_list is recipe[NAME], role[NAME] or the NAME of a"),
            (["json": texts("a")], "json must be an object or a map."),
            (["json": .object(["a": .string("{{ nothing }}")])], "Error in json: "),
            (["json_string": .string("[1]")], "json_string must be a JSON object."),
            (["json_string": .string("{")], "json_string is invalid JSON at line 1"),
            (
                ["json": .object([:]), "json_string": .string("{}")],
                "Only one of json and json_string can be specified."
            ),
            (["chef_license": .string("no")], "chef_license must be one of: accept, accept-silent, accept-no-persist;"),
            (["version": .string("1; reboot")], "version must be a version of Chef such as 18.2.7, but is"),
            (["guest_os_type": .string("mac")], "guest_os_type must be unix or windows, but is \"mac\"."),
            (["execute_command": .string("{{.Nothing}}")], "Invalid execute_command: it uses a variable that does not"),
            (["install_command": .string("{{if}}")], "Invalid install_command: "),
        ] as [([String: HCLValue], String)])
    func `what cannot work is told before anything runs`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(ChefSoloProvisioner.type, values)
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true, "\(complaints)")
    }

    @Test(
        arguments: [
            (["server_url": .null()], "The argument \"server_url\" is required, but no definition was found."),
            (["server_url": .string("chef.example")], "server_url must begin with https:// or http://, but is"),
            (["ssl_verify_mode": .string("none")], "ssl_verify_mode must be verify_peer or verify_none, but is"),
            (["policy_name": .string("p")], "If either policy_name or policy_group are set, they must both be set."),
            (["policy_group": .string("p")], "If either policy_name or policy_group are set, they must both be set."),
            (["validation_key_path": .string("/no")], "validation_key_path is invalid: there is no /no on this host."),
            (["node_name": .string("a b")], "A node's name has letters, digits and _-.: only, but node_name is"),
            (["knife_command": .string("{{.Path}}")], "Invalid knife_command: it uses a variable that does not exist;"),
            (["elevated_password": .string("p")], "Must supply an 'elevated_user' if 'elevated_password' provided"),
        ] as [([String: HCLValue], String)])
    func `what a client cannot do is told before anything runs`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(
            ChefClientProvisioner.type, ["server_url": .string("https://chef.example")].merging(values) { $1 })
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true, "\(complaints)")
    }

    @Test func `a variable that a configuration uses in vain is told with those that exist`() throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write("cookbook_path [{{.Cookbooks}}]\n", to: folder + "/t.rb")
        let complaints = try ComponentFixture.complaints(
            ChefSoloProvisioner.type, strings(["config_template": folder + "/t.rb"]))
        #expect(complaints.count == 1)
        #expect(complaints.first?.contains("ChefEnvironment, ChefLicense, CookbookPaths, DataBagsPath") == true)
    }

    @Test func `an environment that is not used is warned of`() throws {
        let prepared = try ChefSoloProvisioner.type.prepare(
            ComponentFixture.reader(strings(["chef_environment": "e"])), ComponentFixture.environment())
        #expect(prepared.warnings.map(\.summary) == ["Environment is not used"])
    }

    @Test func `the secret of data bags is masked in everything shown`() throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write("hunter2-hunter2\n", to: folder + "/secret")
        let environment = ComponentFixture.environment()
        _ = try ComponentFixture.make(
            ChefSoloProvisioner.type, strings(["encrypted_data_bag_secret_path": folder + "/secret"]),
            environment: environment)
        #expect(!environment.redactor.redact("it is hunter2-hunter2").contains("hunter2"))
    }

    @Test func `Windows has other programs and folders`() throws {
        let made = try ComponentFixture.make(ChefSoloProvisioner.type, strings(["guest_os_type": "windows"]))
        let options = try #require(made as? ChefSoloProvisioner).options
        #expect(options.staging == "C:/Windows/Temp/packer-chef-solo")
        #expect(options.executeCommand.text.hasPrefix("c:/opscode/chef/bin/chef-solo.bat --no-color"))
        #expect(options.installCommand?.text.hasPrefix("powershell.exe -Command \". { iwr -useb ") == true)
        #expect(options.commands.sudo("x") == "x")
    }
}
