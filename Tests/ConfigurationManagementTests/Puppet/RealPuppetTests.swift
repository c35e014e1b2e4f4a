import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

/// Runs of the program puppet itself, on a machine that is this host.
@Suite(.enabled(if: HostFiles.exists("/usr/bin/puppet"), "the package puppet-agent is not installed"))
struct RealPuppetTests {
    /// Keeps what the program writes for itself inside the test's folder.
    private func options(_ guest: ManagedGuestFixture, _ more: [String: HCLValue]) -> [String: HCLValue] {
        let places = "--confdir=\(guest.folder)/conf --vardir=\(guest.folder)/var"
        let values: [String: HCLValue] = [
            "staging_directory": .string(guest.folder + "/staging"), "extra_arguments": texts(places),
        ]
        return values.merging(more) { $1 }
    }

    @Test func `a manifest sees facts, modules and Hiera's data, and changes are no failure`() async throws {
        try await ManagedGuestFixture.with { guest in
            let folder = guest.folder
            try guest.write(
                """
                include greeting
                file { '\(folder)/out': ensure => file,
                  content => "${facts['packer_build_name']} ${facts['role']} ${lookup('colour')}\\n" }
                """, "site.pp")
            try guest.write(
                "class greeting { file { '\(folder)/module': ensure => file, content => 'from a module' } }",
                "modules/greeting/manifests/init.pp")
            try guest.write(
                """
                version: 5
                hierarchy:
                  - name: common
                    path: common.yaml
                    datadir: \(folder)/data
                """, "hiera.yaml")
            try guest.write("colour: dark green\n", "data/common.yaml")
            try await guest.run(
                PuppetMasterlessProvisioner.type,
                options(
                    guest,
                    [
                        "manifest_file": .string(folder + "/site.pp"), "module_paths": texts(folder + "/modules"),
                        "hiera_config_path": .string(folder + "/hiera.yaml"),
                        "facter": .object(["role": .string("it's $HOME")]),
                        "clean_staging_directory": .bool(true),
                    ]))
            #expect(try guest.read("out") == "base it's $HOME dark green\n")
            #expect(try guest.read("module") == "from a module")
            #expect(!guest.exists("staging"))
        }
    }

    @Test func `a resource that fails fails the build, though others were changed`() async throws {
        try await ManagedGuestFixture.with { guest in
            try guest.write(
                """
                file { '\(guest.folder)/out': ensure => file }
                exec { '/bin/false': }
                """, "manifests/a manifest.pp")
            let error = await #expect(throws: GuestToolError.self) {
                try await guest.run(
                    PuppetMasterlessProvisioner.type,
                    options(guest, ["manifest_file": .string(guest.folder + "/manifests/a manifest.pp")]))
            }
            #expect(
                error?.description
                    == "Puppet exited with a non-zero exit status: 6: there were changes, and some resources failed")
            #expect(guest.exists("out"))
            #expect(guest.exists("staging/manifests/a manifest.pp"))
        }
    }
}
