import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

/// Runs of salt-call itself; no Debian package has it.
@Suite(.enabled(if: SaltCall.folder != nil, "scripts/lib/python.sh makes the environment with salt-call"))
struct RealSaltTests {
    @Test(arguments: [true, false])
    func `states see pillar and grains, and a state that fails fails the build`(isFine: Bool) async throws {
        try await ManagedGuestFixture.with { guest in
            let folder = guest.folder
            try guest.write("base: {'*': [web]}\n", "states/top.sls")
            try guest.write(
                """
                \(folder)/out:
                  file.managed:
                    - contents: "{{ pillar['colour'] }} {{ grains['role'] }}"
                \(isFine ? "" : "/bin/false:\n  cmd.run")
                """, "states/web/init.sls")
            try guest.write("base: {'*': [colours]}\n", "pillar/top.sls")
            try guest.write("colour: dark green\n", "pillar/colours.sls")
            try HostFiles.createDirectory(folder + "/srv")
            let made = try ComponentFixture.make(
                SaltMasterlessProvisioner.type,
                [
                    "local_state_tree": .string(folder + "/states"), "local_pillar_roots": .string(folder + "/pillar"),
                    "remote_state_tree": .string(folder + "/srv/salt"),
                    "remote_pillar_roots": .string(folder + "/srv/pillar"),
                    "grains_file": .string(try guest.write("role: web\n", "my-grains")),
                    "temp_config_dir": .string(folder + "/temp"), "skip_bootstrap": .bool(true),
                    "salt_bin_dir": .string(SaltCall.folder ?? ""), "log_level": .string("error"),
                    "salt_call_args": .string("--config-dir=\(folder)/etc --log-file=\(folder)/log --id=x"),
                ])
            var options = try #require(made as? SaltMasterlessProvisioner).options
            options.system.configuration = folder + "/etc"
            try guest.write("cachedir: \(folder)/cache\npki_dir: \(folder)/pki\n", "etc/minion")
            let provisioner = SaltMasterlessProvisioner(options: options)
            if isFine {
                try await provisioner.provision(guest.machine)
            } else {
                let error = await #expect(throws: GuestToolError.self) {
                    try await provisioner.provision(guest.machine)
                }
                #expect(error?.description.hasPrefix("Error executing salt-call: exit status ") == true)
            }
            #expect(try guest.read("out") == "dark green web\n")
        }
    }
}

/// Where the program is on this host.
private enum SaltCall {
    static let folder = PythonTools.program("salt-call").map(HostPath.dirname)
}
