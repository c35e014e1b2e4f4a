import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

/// What reaches the machine, whose program puppet is a stand-in that prints its arguments and facts.
@Suite("puppet, played by a stand-in") struct PuppetCommandTests {
    private static let standIn = """
        #!/bin/sh
        printf '%s\\n' "$PWD" "$@"
        env | grep ^FACTER_ | sort
        exit "$(cat "${0%/*}/../exit" 2>/dev/null || echo 0)"

        """

    private func with(_ body: (ManagedGuestFixture) async throws -> Void) async throws {
        try await ManagedGuestFixture.with(data: ["ID": "VM"]) { guest in
            try guest.program(Self.standIn, "puppet")
            try guest.write("notice('x')\n", "site.pp")
            try HostFiles.createDirectory(guest.folder + "/modules/one", intermediates: true)
            try await body(guest)
        }
    }

    @Test func `puppet-masterless stages, enters a folder and applies`() async throws {
        try await with { guest in
            let staging = guest.folder + "/sta ging"
            try guest.write("---\n", "hiera.yaml")
            try guest.write("\n", "more/nodes.pp")
            try await guest.run(
                PuppetMasterlessProvisioner.type,
                [
                    "manifest_file": .string(guest.folder + "/site.pp"),
                    "manifest_dir": .string(guest.folder + "/more"),
                    "module_paths": texts(guest.folder + "/modules", guest.folder + "/more/"),
                    "hiera_config_path": .string(guest.folder + "/hiera.yaml"), "staging_directory": .string(staging),
                    "extra_arguments": texts("--verbose", "--tags={{.WorkingDir}}"),
                    "working_directory": .string("/tmp"), "puppet_bin_dir": .string(guest.folder + "/bin"),
                    "facter": .object(["a": .string("1 '2'")]),
                ])
            #expect(
                guest.events.messages.suffix(11)
                    == [
                        "/tmp", "apply", "--detailed-exitcodes", "--modulepath=\(staging)/module-0:\(staging)/module-1",
                        "--hiera_config=\(staging)/hiera.yaml", "--manifestdir=\(staging)/manifests", "--verbose",
                        "--tags=/tmp", "\(staging)/manifests/site.pp", "FACTER_a=1 '2'",
                        "FACTER_packer_build_name=base",
                        "FACTER_packer_builder_type=null",
                    ].suffix(11))
            #expect(guest.exists("sta ging/module-0/one"))
            #expect(guest.exists("sta ging/module-1/nodes.pp"))
            #expect(guest.exists("sta ging/manifests/nodes.pp"))
            #expect(try HostFiles.mode(staging) == 0o777)
        }
    }

    @Test func `puppet-server runs the agent once, with the keys of the template`() async throws {
        try await with { guest in
            let staging = guest.folder + "/staging"
            try guest.write("key\n", "keys/node.pem")
            try guest.write("certificate\n", "certs/node.pem")
            try await guest.run(
                PuppetServerProvisioner.type,
                strings([
                    "puppet_server": "puppet.example", "puppet_node": "node", "staging_dir": staging,
                    "client_cert_path": guest.folder + "/certs", "client_private_key_path": guest.folder + "/keys",
                    "extra_arguments": "--verbose",
                ]))
            #expect(
                guest.recorder.commands.last
                    == "cd \(staging) && FACTER_packer_build_name='base' FACTER_packer_builder_type='null' sudo -E puppet "
                    + "agent --onetime --no-daemonize --detailed-exitcodes --server='puppet.example' --certname='node' "
                    + "--certdir='\(staging)/certs' --privatekeydir='\(staging)/private_keys' --verbose ")
            #expect(guest.recorder.uploads == ["\(staging)/certs", "\(staging)/private_keys"])
            #expect(guest.exists("staging/private_keys/node.pem"))
        }
    }

    @Test func `a whole directory can be the manifest, and sudo can be forbidden`() async throws {
        try await with { guest in
            try guest.write("\n", "all/a.pp")
            try await guest.run(
                PuppetMasterlessProvisioner.type,
                [
                    "manifest_file": .string(guest.folder + "/all"), "prevent_sudo": .bool(true),
                    "staging_directory": .string(guest.folder + "/staging"), "clean_staging_directory": .bool(true),
                ])
            let staging = guest.folder + "/staging"
            #expect(
                guest.recorder.commands == [
                    "mkdir -p '\(staging)'", "chmod 0777 '\(staging)'", "mkdir -p '\(staging)/manifests'",
                    "chmod 0777 '\(staging)/manifests'",
                    "cd \(staging) && FACTER_packer_build_name='base' FACTER_packer_builder_type='null' puppet apply "
                        + "--detailed-exitcodes \(staging)/manifests",
                    "rm -rf '\(staging)'",
                ])
            #expect(!guest.exists("staging"))
        }
    }

    @Test(
        arguments: [
            (0, false, nil), (2, false, nil), (1, false, "1: the run could not begin, or was ended"),
            (4, false, "4: some resources failed"), (6, false, "6: there were changes, and some resources failed"),
            (9, false, "9"), (6, true, nil),
        ] as [(Int, Bool, String?)])
    func `an exit code is judged`(code: Int, isIgnored: Bool, complaint: String?) async throws {
        try await with { guest in
            try guest.write("\(code)\n", "exit")
            let values: [String: HCLValue] = [
                "manifest_file": .string(guest.folder + "/site.pp"), "ignore_exit_codes": .bool(isIgnored),
                "staging_directory": .string(guest.folder + "/staging"),
            ]
            var seen: String?
            do {
                try await guest.run(PuppetMasterlessProvisioner.type, values)
            } catch let error as GuestToolError {
                seen = error.description
            }
            #expect(seen == complaint.map { "Puppet exited with a non-zero exit status: \($0)" })
        }
    }

    @Test func `a machine without Puppet is told as such`() async throws {
        try await with { guest in
            let error = await #expect(throws: GuestToolError.self) {
                try await guest.run(
                    PuppetMasterlessProvisioner.type,
                    strings([
                        "manifest_file": guest.folder + "/site.pp", "staging_directory": guest.folder + "/staging",
                        "puppet_bin_dir": "/nowhere", "prevent_sudo": "true",
                    ]))
            }
            #expect(error?.description.contains("127: the program was not found on the machine") == true)
            #expect(error?.advice.first?.contains("puppet_bin_dir") == true)
        }
    }

    @Test func `a command of the user's gets the variables as they are`() async throws {
        try await with { guest in
            try await guest.run(
                PuppetMasterlessProvisioner.type,
                strings([
                    "manifest_file": guest.folder + "/site.pp", "staging_directory": guest.folder + "/sta ging",
                    "execute_command":
                        "echo '{{.ManifestFile}}|{{.Sudo}}|{{.Debug}}|{{.ModulePath}}|{{.ModulePathJoiner}}|"
                        + "{{ build `ID` }}'",
                ]))
            #expect(guest.events.messages.last == "\(guest.folder)/sta ging/manifests/site.pp|true|false||:|VM")
        }
    }

    @Test func `without a way into the machine it says so`() async throws {
        let machine = Machine(communicator: nil, generatedData: [:], log: NotedEvents().log)
        let component = try ComponentFixture.make(PuppetServerProvisioner.type, [:])
        let error = await #expect(throws: GuestToolError.self) { try await component.provision(machine) }
        #expect(error?.description == "No communicator found for provisioners")
    }
}
