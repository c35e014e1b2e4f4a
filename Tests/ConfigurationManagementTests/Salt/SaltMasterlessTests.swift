import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite("salt-call, played by a stand-in") struct SaltMasterlessTests {
    /// In place of salt-call, which no Debian package has: prints its arguments and the files under its roots.
    private static func standIn(status: Int) -> String {
        """
        #!/bin/sh
        [ "$1" = --local ] || exit 99
        echo "salt-call $*"
        for word; do
          case $word in --*-root=*) cd "${word#*=}" 2>/dev/null && find . -type f | sort;; esac
        done
        exit \(status)

        """
    }

    private func with(status: Int = 0, _ body: (ManagedGuestFixture) async throws -> Void) async throws {
        try await ManagedGuestFixture.with { guest in
            try guest.program(Self.standIn(status: status), "salt-call")
            try guest.write("base: {'*': [web]}\n", "states/top.sls")
            try guest.write("ref: x\n", "states/.git/HEAD")
            try guest.write("a: 1\n", "pillar/top.sls")
            try HostFiles.createDirectory(guest.folder + "/srv")
            try await body(guest)
        }
    }

    /// Nothing of this host's own Salt is touched.
    private func options(_ guest: ManagedGuestFixture, _ more: [String: HCLValue] = [:]) -> [String: HCLValue] {
        let values: [String: HCLValue] = [
            "local_state_tree": .string(guest.folder + "/states"), "skip_bootstrap": .bool(true),
            "remote_state_tree": .string(guest.folder + "/srv/my salt"),
            "remote_pillar_roots": .string(guest.folder + "/srv/pillar"),
            "temp_config_dir": .string(guest.folder + "/temp"),
        ]
        return values.merging(more) { $1 }
    }

    @Test func `a stand-in for salt-call finds states and pillar, twice in the same place`() async throws {
        try await with { guest in
            let values = options(guest, ["local_pillar_roots": .string(guest.folder + "/pillar")])
            try await guest.run(SaltMasterlessProvisioner.type, values)
            // A folder that is there already is replaced.
            try await guest.run(SaltMasterlessProvisioner.type, values)
            let printed = guest.events.messages.filter { $0.hasPrefix("salt-call") || $0.hasPrefix("./") }
            let once = [
                "salt-call --local state.highstate --file-root=\(guest.folder)/srv/my salt "
                    + "--pillar-root=\(guest.folder)/srv/pillar --retcode-passthrough -l info", "./top.sls",
                "./top.sls",
            ]
            #expect(printed == once + once)
            #expect(try HostFiles.list(guest.folder + "/temp") == [])
        }
    }

    @Test func `a minion's configuration and grains go to Salt's own folder, and roots are left to them`() async throws
    {
        try await with { guest in
            var values = options(
                guest,
                [
                    "minion_config": .string(try guest.write("id: x\n", "my-minion")),
                    "grains_file": .string(try guest.write("role: web\n", "my-grains")),
                ])
            values["remote_state_tree"] = nil
            values["remote_pillar_roots"] = nil
            let made = try ComponentFixture.make(SaltMasterlessProvisioner.type, values)
            var options = try #require(made as? SaltMasterlessProvisioner).options
            options.system.configuration = guest.folder + "/etc"
            options.states = guest.folder + "/srv/salt"
            try await SaltMasterlessProvisioner(options: options).provision(guest.machine)
            #expect(try guest.read("etc/minion") == "id: x\n")
            #expect(try guest.read("etc/grains") == "role: web\n")
            #expect(guest.events.messages.last == "salt-call --local state.highstate --retcode-passthrough -l info")
        }
    }

    @Test(
        arguments: [
            (2, false, "Error executing salt-call: exit status 2"), (2, true, nil), (0, false, nil),
        ] as [(Int, Bool, String?)])
    func `states that fail fail the build unless they may`(status: Int, isIgnored: Bool, text: String?) async throws {
        try await with(status: status) { guest in
            let values = options(guest, ["no_exit_on_failure": .bool(isIgnored)])
            var failure: GuestToolError?
            do {
                try await guest.run(SaltMasterlessProvisioner.type, values)
            } catch let error as GuestToolError {
                failure = error
            }
            #expect(failure?.description == text)
            #expect(guest.recorder.commands.last?.contains("--retcode-passthrough") == !isIgnored)
        }
    }

    @Test(arguments: [true, false])
    func `Salt comes over the machine's network, and a machine without one is told as such`(
        isOnline: Bool
    ) async throws {
        try await with { guest in
            try guest.program("#!/bin/sh\necho curl >&2\nexit 6\n", "curl")
            try guest.program(
                isOnline ? "#!/bin/sh\necho 'echo \"bootstrap $*\"' > \"$2\"\n" : "#!/bin/sh\nexit 4\n", "wget")
            let values = options(
                guest, ["skip_bootstrap": .bool(false), "bootstrap_args": .string("-X stable")])
            let made = try ComponentFixture.make(SaltMasterlessProvisioner.type, values)
            var options = try #require(made as? SaltMasterlessProvisioner).options
            let script = guest.folder + "/install_salt.sh"
            options.system.bootstrapFetch.replace("/tmp/install_salt.sh", with: script)
            options.system.bootstrapRun.replace("/tmp/install_salt.sh", with: script)
            let provisioner = SaltMasterlessProvisioner(options: options)
            guard !isOnline else {
                try await provisioner.provision(guest.machine)
                #expect(guest.events.messages.contains("bootstrap -X stable"))
                #expect(guest.events.errors == ["curl"])
                return
            }
            let error = await #expect(throws: GuestToolError.self) { try await provisioner.provision(guest.machine) }
            #expect(error?.description == "Cannot download Salt's bootstrap script in the machine: exit status 4")
            #expect(error?.advice.first?.contains("skip_bootstrap = true") == true)
        }
    }

    @Test func `a formula is fetched by git and added to the states, which stay as they are here`() async throws {
        try await with { guest in
            try guest.write("present\n", "states/there/init.sls")
            try guest.write("formula\n", "repository/nginx/init.sls")
            let repository = guest.folder + "/repository"
            let script =
                "git init -q . && git add . && git -c user.name=t -c user.email=t@t commit -qm t && git tag v1 "
                + "&& rm -r nginx && git -c user.name=t -c user.email=t@t commit -qam gone && mv .git ../formula.git"
            let made = try await runProcess("/bin/sh", ["-c", script], workingDirectory: repository)
            #expect(made.exit == .status(0), "\(made.errorText)")
            let address = "git::file://\(guest.folder)/formula.git//"
            try await guest.run(
                SaltMasterlessProvisioner.type,
                options(guest, ["formulas": texts(address + "nginx?ref=v1", "/nowhere.git//there")]))
            #expect(try guest.read("srv/my salt/nginx/init.sls") == "formula\n")
            #expect(try guest.read("srv/my salt/there/init.sls") == "present\n")
            #expect(!guest.exists("states/nginx"))
            #expect(!guest.exists("srv/my salt/.git"))
            let error = await #expect(throws: GuestToolError.self) {
                try await guest.run(
                    SaltMasterlessProvisioner.type, options(guest, ["formulas": texts(address + "nginx")]))
            }
            #expect(error?.description == "The formula \(address)nginx has no folder nginx in its repository")
        }
    }
}
