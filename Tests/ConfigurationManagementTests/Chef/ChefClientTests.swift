import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite(
    "chef-client and knife, played by stand-ins",
    .enabled(if: ChefStandIns.hasRuby, "the program ruby, which plays Chef, is not installed"))
struct ChefClientTests {
    private func with(
        status: Int = 0, knife: Int = 0, _ body: (ManagedGuestFixture, [String: HCLValue]) async throws -> Void
    ) async throws {
        try await ManagedGuestFixture.with { guest in
            try guest.program(ChefStandIns.client(status: status), "chef-client")
            try guest.program(ChefStandIns.knife(status: knife), "knife")
            try guest.write("key\n", "validator.pem")
            try await body(
                guest,
                [
                    "server_url": .string("https://chef.example/organizations/o"), "skip_install": .bool(true),
                    "staging_directory": .string(guest.folder + "/staging"), "node_name": .string("n-1"),
                ])
        }
    }

    @Test func `stand-ins for chef-client and knife get their configurations, and nothing stays`() async throws {
        try await with { guest, values in
            let staging = guest.folder + "/staging"
            try await guest.run(
                ChefClientProvisioner.type,
                values.merging([
                    "validation_key_path": .string(guest.folder + "/validator.pem"),
                    "validation_client_name": .string("o-validator"), "chef_environment": .string("production"),
                    "policy_name": .string("p"), "policy_group": .string("g"),
                    "ssl_verify_mode": .string("verify_none"), "trusted_certs_dir": .string("/etc/chef/trusted"),
                    "chef_license": .string("accept"), "run_list": texts("hello"),
                ]) { $1 })
            let connection = [
                "log_level = :info", "log_location = STDOUT",
                "chef_server_url = \"https://chef.example/organizations/o\"", "client_key = \"\(staging)/client.pem\"",
                "node_name = \"n-1\"", "ssl_verify_mode = :verify_none", "trusted_certs_dir = \"/etc/chef/trusted\"",
            ]
            let printed = guest.events.messages.drop { $0 != connection[0] }
            #expect(
                printed.prefix(14)
                    == ArraySlice(
                        connection + [
                            "chef_license = \"accept\"", "validation_client_name = \"o-validator\"",
                            "validation_key = \"\(staging)/validation.pem\"", "environment = \"production\"",
                            "policy_group = \"g\"", "policy_name = \"p\"", "node = {\"run_list\":[\"hello\"]}",
                        ]))
            #expect(
                printed.filter { $0.hasPrefix("knife ") } == [
                    "knife node delete n-1 -y -c \(staging)/knife.rb",
                    "knife client delete n-1 -y -c \(staging)/knife.rb",
                ])
            #expect(printed.filter { $0 == "chef_server_url \"https://chef.example/organizations/o\"" }.count == 2)
            #expect(!guest.exists("staging"))
        }
    }

    @Test func `what is to stay on the server and on the machine stays`() async throws {
        try await with { guest, values in
            try await guest.run(
                ChefClientProvisioner.type,
                values.merging([
                    "skip_clean_node": .bool(true), "skip_clean_client": .bool(true),
                    "skip_clean_staging_directory": .bool(true), "client_key": .string("/etc/chef/client.pem"),
                ]) { $1 })
            #expect(guest.events.messages.allSatisfy { !$0.hasPrefix("knife ") })
            #expect(guest.events.messages.contains("client_key = \"/etc/chef/client.pem\""))
            #expect(guest.events.messages.contains("validation_client_name = \"chef-validator\""))
            #expect(guest.exists("staging/client.rb"))
            #expect(!guest.exists("staging/knife.rb"))
        }
    }

    @Test(arguments: [(3, 0, "Error executing Chef: exit status 3"), (3, 4, "Error executing Chef: exit status 3")])
    func `a run that fails is told whatever the clean-up does`(status: Int, knife: Int, text: String) async throws {
        try await with(status: status, knife: knife) { guest, values in
            let error = await #expect(throws: GuestToolError.self) {
                try await guest.run(ChefClientProvisioner.type, values)
            }
            #expect(error?.description == text)
            #expect(guest.events.said.contains("Cleaning up chef node..."))
            #expect(guest.events.errors.contains { $0.hasPrefix("Error cleaning up: ") } == (knife != 0))
        }
    }

    @Test func `a clean-up of the server that fails after a good run fails the build`() async throws {
        try await with(knife: 4) { guest, values in
            let error = await #expect(throws: GuestToolError.self) {
                try await guest.run(ChefClientProvisioner.type, values)
            }
            #expect(error?.description == "Cannot remove the node n-1 from the Chef server: exit status 4")
        }
    }

    @Test func `a node without a name gets one of its own`() async throws {
        try await with { guest, values in
            var values = values
            values["node_name"] = nil
            try await guest.run(ChefClientProvisioner.type, values)
            try await guest.run(ChefClientProvisioner.type, values)
            let names = Set(guest.events.messages.filter { $0.hasPrefix("node_name = \"packer-") })
            #expect(names.count == 2)
        }
    }
}
