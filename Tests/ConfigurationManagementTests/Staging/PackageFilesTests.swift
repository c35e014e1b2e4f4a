import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import ConfigurationManagement

@Suite struct PackageFilesTests {
    /// In place of dpkg: unpacks each package into the folder above its own, and nothing else.
    private static func dpkg(_ folder: String) -> String {
        """
        #!/bin/sh
        [ "$1" = -i ] && [ "$DEBIAN_FRONTEND" = noninteractive ] || exit 9
        shift
        for package; do dpkg-deb -x "$package" '\(folder)' || exit 2; done

        """
    }

    @Test(.enabled(if: HostFiles.exists("/usr/bin/dpkg-deb"), "the program dpkg-deb is not installed"))
    func `a package brings the tool to a machine without a network`() async throws {
        try await ManagedGuestFixture.with { guest in
            try guest.program(Self.dpkg(guest.folder), "dpkg")
            try guest.program("#!/bin/sh\nexit 6\n", "curl")
            try guest.program("#!/bin/sh\nexit 4\n", "wget")
            try guest.write(
                "Package: salt\nVersion: 1\nArchitecture: all\nMaintainer: t <t@t>\nDescription: t\n",
                "tree/DEBIAN/control")
            try guest.write("#!/bin/sh\necho \"packaged $1\"\n", "tree/bin/salt-call")
            try HostFiles.setMode(0o755, of: guest.folder + "/tree/bin/salt-call")
            let package = guest.folder + "/it's salt_1_all.deb"
            let built = try await runProcess("dpkg-deb", ["--root-owner-group", "-b", guest.folder + "/tree", package])
            #expect(built.exit == .status(0), "\(built.errorText)")
            try guest.write("base:\n", "states/top.sls")
            try HostFiles.createDirectory(guest.folder + "/srv")
            try await guest.run(
                SaltMasterlessProvisioner.type,
                strings([
                    "local_state_tree": guest.folder + "/states", "remote_state_tree": guest.folder + "/srv/salt",
                    "temp_config_dir": guest.folder + "/temp", "package_files": package,
                ]))
            #expect(guest.events.messages.last == "packaged --local")
            #expect(!guest.exists("temp-packages"))
        }
    }

    @Test func `packages that cannot be installed fail the build`() async throws {
        try await ManagedGuestFixture.with { guest in
            try guest.program("#!/bin/sh\nexit 3\n", "rpm")
            let package = try guest.write("no rpm\n", "puppet.rpm")
            let error = await #expect(throws: GuestToolError.self) {
                try await guest.run(
                    PuppetServerProvisioner.type,
                    strings(["staging_dir": guest.folder + "/staging", "package_files": package]))
            }
            #expect(error?.description == "Cannot install puppet.rpm on the machine: exit status 3")
            #expect(
                guest.recorder.commands.last
                    == "sudo rpm -U --replacepkgs '\(guest.folder)/staging-packages/puppet.rpm'")
        }
    }

    @Test(
        arguments: [
            (["a.deb"], "unix", nil), (["a.deb", "b.deb"], "unix", nil), (["a.msi"], "windows", nil),
            (["a.deb", "b.rpm"], "unix", "package_files of a unix machine have to all end in .deb, or all in .rpm."),
            (["a.msi"], "unix", "package_files of a unix machine have to all end in .deb, or all in .rpm."),
            (["a.deb"], "windows", "package_files of a windows machine have to end in .msi."),
            (["a.txt"], "unix", "package_files of a unix machine have to all end in .deb, or all in .rpm."),
            (["a.deb", "a.deb"], "unix", "Two of package_files have the same name."),
            (["no/a.deb"], "unix", "package_files[0] is invalid: there is no file "),
        ] as [([String], String, String?)])
    func `packages have to be there and of one kind`(names: [String], system: String, complaint: String?) throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        for name in ["a.deb", "b.deb", "a.msi", "b.rpm", "a.txt"] { try write("", to: "\(folder)/\(name)") }
        let complaints = try ComponentFixture.complaints(
            ChefSoloProvisioner.type,
            [
                "package_files": .tuple(names.map { .string("\(folder)/\($0)") }), "guest_os_type": .string(system),
            ])
        #expect(complaints.count == (complaint == nil ? 0 : 1))
        #expect(complaints.first?.hasPrefix(complaint ?? "") ?? true, "\(complaints)")
    }

    @Test func `packages and a command to install exclude each other`() throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write("", to: folder + "/a.deb")
        let values = strings(["package_files": folder + "/a.deb", "install_command": "true"])
        #expect(
            try ComponentFixture.complaints(ChefSoloProvisioner.type, values) == [
                "Only one of install_command and package_files can be specified."
            ])
    }
}
