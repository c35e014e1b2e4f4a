import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite(
    "chef-solo, played by a stand-in",
    .enabled(if: ChefStandIns.hasRuby, "the program ruby, which plays Chef, is not installed"))
struct ChefSoloTests {
    /// A machine with a stand-in for chef-solo, and a tree of everything that can be staged.
    private func with(status: Int = 0, _ body: (ManagedGuestFixture) async throws -> Void) async throws {
        try await ManagedGuestFixture.with { guest in
            try guest.program(ChefStandIns.client(status: status), "chef-solo")
            try guest.write("log 'x'\n", "books/hello/recipes/default.rb")
            for name in ["roles", "bags", "environments"] { try guest.write("{}\n", "\(name)/one.json") }
            try guest.write("data bag secret\n", "secret")
            try await body(guest)
        }
    }

    private func options(_ guest: ManagedGuestFixture, _ more: [String: HCLValue]) -> [String: HCLValue] {
        let values: [String: HCLValue] = [
            "staging_directory": .string(guest.folder + "/staging"), "skip_install": .bool(true),
        ]
        return values.merging(more) { $1 }
    }

    @Test func `a stand-in for chef-solo finds its configuration, its attributes and every folder`() async throws {
        try await with { guest in
            let staging = guest.folder + "/staging"
            try await guest.run(
                ChefSoloProvisioner.type,
                options(
                    guest,
                    [
                        "cookbook_paths": texts(guest.folder + "/books", guest.folder + "/books/"),
                        "remote_cookbook_paths": texts("/remote #{x}\""),
                        "roles_path": .string(guest.folder + "/roles"),
                        "data_bags_path": .string(guest.folder + "/bags"),
                        "environments_path": .string(guest.folder + "/environments"),
                        "chef_environment": .string("production"), "chef_license": .string("accept"),
                        "encrypted_data_bag_secret_path": .string(guest.folder + "/secret"),
                        "run_list": texts("recipe[hello]", "role[one]", "hello::other"),
                        "json": .object([
                            "z": .tuple([.number(1), .bool(true), .null()]),
                            "a": .object(["quoted": .string("\"{{ upper `x` }}\"")]),
                        ]),
                    ]))
            #expect(
                guest.events.messages.suffix(8)
                    == [
                        "chef_license = \"accept\"",
                        "cookbook_path = [\"/remote \\#{x}\\\"\", \"\(staging)/cookbooks-0\", \"\(staging)/cookbooks-1\"]",
                        "role_path = \"\(staging)/roles\"", "data_bag_path = \"\(staging)/data_bags\"",
                        "encrypted_data_bag_secret = \"\(staging)/encrypted_data_bag_secret\"",
                        "environment_path = \"\(staging)/environments\"", "environment = \"production\"",
                        "node = {\"a\":{\"quoted\":\"\\\"X\\\"\"},\"run_list\":[\"recipe[hello]\",\"role[one]\",\"hello::other\"],"
                            + "\"z\":[1,true,null]}", "Removing \(staging)/encrypted_data_bag_secret",
                    ].suffix(8))
            #expect(guest.exists("staging/cookbooks-0/hello/recipes/default.rb"))
            #expect(guest.exists("staging/environments/one.json"))
            #expect(!guest.exists("staging/encrypted_data_bag_secret"))
            #expect(
                guest.recorder.commands.suffix(2).first
                    == "sudo chef-solo --no-color -c \(staging)/solo.rb -j \(staging)/node.json")
            #expect(try HostFiles.mode(staging + "/node.json") == 0o600)
        }
    }

    @Test func `a configuration of the user's gets its variables`() async throws {
        try await with { guest in
            let template = try guest.write(
                """
                cookbook_path [{{.CookbookPaths}}]
                {{if .HasRolesPath}}role_path "{{.RolesPath}}"{{end}}
                mine "{{.ChefEnvironment}}-{{.ChefLicense}}-{{.HasDataBagsPath}}"

                """, "template.rb")
            try await guest.run(
                ChefSoloProvisioner.type,
                options(
                    guest,
                    [
                        "config_template": .string(template), "cookbook_paths": texts(guest.folder + "/books"),
                        "chef_environment": .string("e"), "json_string": .string("{\"run_list\": [], \"b\": 1.5}"),
                        "prevent_sudo": .bool(true),
                    ]))
            #expect(
                guest.events.messages.suffix(3) == [
                    "cookbook_path = [\"\(guest.folder)/staging/cookbooks-0\"]", "mine = \"e--false\"",
                    "node = {\"b\":1.5,\"run_list\":[]}",
                ])
            #expect(guest.recorder.commands.allSatisfy { !$0.contains("sudo") })
        }
    }

    @Test func `a run that fails fails the build, and the secret is gone all the same`() async throws {
        try await with(status: 3) { guest in
            let error = await #expect(throws: GuestToolError.self) {
                try await guest.run(
                    ChefSoloProvisioner.type,
                    options(guest, ["encrypted_data_bag_secret_path": .string(guest.folder + "/secret")]))
            }
            #expect(error?.description == "Error executing Chef: exit status 3")
            #expect(!guest.exists("staging/encrypted_data_bag_secret"))
        }
    }

    @Test(arguments: [(true, nil), (false, 22)] as [(Bool, Int?)])
    func `Chef is installed by what the network gives, and only by that`(isOnline: Bool, status: Int?) async throws {
        try await with { guest in
            // Stands in for the network: gives a script that shows its arguments, or nothing.
            try guest.program(
                isOnline ? "#!/bin/sh\necho \"$*\" >&2\necho 'echo \"installer $*\"'\n" : "#!/bin/sh\nexit 22\n", "curl"
            )
            let install = options(guest, ["skip_install": .bool(false), "version": .string("18.2.7")])
            var failure: GuestToolError?
            do {
                try await guest.run(ChefSoloProvisioner.type, install)
            } catch let error as GuestToolError {
                failure = error
            }
            #expect(failure?.description == status.map { "Install script of Chef ended with exit status \($0)" })
            #expect((failure?.advice.first?.contains("skip_install = true") ?? false) == !isOnline)
            #expect(guest.events.messages.contains("installer -v 18.2.7") == isOnline)
            #expect(guest.events.errors.contains("-fsSL https://omnitruck.chef.io/install.sh") == isOnline)
            #expect(guest.events.messages.contains("chef_license = \"accept-silent\"") == isOnline)
        }
    }
}
