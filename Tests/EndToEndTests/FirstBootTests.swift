import HostOS
import TestSupport
import Testing

/// A Debian with systemd that is changed without booting it, and what it is when it boots.
@Suite(.turnLimit) struct FirstBootTests {
    @Test func `scripts of the first boot run once, and all that was set up holds`() async throws {
        let image = try IngotFixture.required("INGOT_CLOUD_IMAGE")
        try await IngotFixture.with { fixture in
            var ingot = fixture
            ingot.variables["LIBGUESTFS_CACHEDIR"] = "/var/tmp"
            try await makeRepository(in: ingot)
            try ingot.write(Self.template.replacing("IMAGE", with: image))
            let result = try await ingot.build()
            try #require(result.exit == .status(0), "\(result.text)")
            #expect(!result.text.contains("$6$salt$"))
            let disk = ingot.directory + "/image/image.qcow2"
            let first = try await reports(ofBooting: disk)
            #expect(first == Self.expected, "\(first)")
            // A script that ran again would have added a word.
            let second = try await reports(ofBooting: disk)
            #expect(second == Self.expected, "\(second)")
        }
    }

    private static let expected = [
        "host first", "zone CET", "ran one two", "scripts 0", "log 0 3", "user deploy adm sudo", "keys deploy 600",
        "shadow $6$salt$hash", "may ALL", "package ingot-probe 1.0 101", "policy gone", "site root:adm 640",
        "sshd PermitRootLogin no", "unit enabled",
    ]

    /// A folder that apt takes for an archive, with one package that asks whether it may start its service.
    private func makeRepository(in ingot: IngotFixture) async throws {
        let script = #"""
            set -e
            mkdir -p package/DEBIAN repository
            printf 'Package: ingot-probe\nVersion: 1.0\nArchitecture: all\nMaintainer: A <a@b.test>\nDescription: A probe\n' \
                >package/DEBIAN/control
            printf '#!/bin/sh\n/usr/sbin/policy-rc.d\necho $? >/var/lib/probe\n' >package/DEBIAN/postinst
            chmod 755 package/DEBIAN/postinst
            dpkg-deb --root-owner-group --build package repository/ingot-probe.deb
            cd repository && dpkg-scanpackages . >Packages
            """#
        let made = try await runProcess("sh", ["-c", script], workingDirectory: ingot.directory)
        try #require(made.exit == .status(0), "\(made.errorText)")
        try ingot.write(Self.report, to: "report")
        try ingot.write("a site\n", to: "site.conf")
    }

    /// The first boot's scripts are a unit before this one, which tells what it finds and switches off.
    ///
    /// A getty would cut it off from the serial port.
    private static let report = #"""
        #!/bin/sh
        exec >/dev/ttyS0 2>&1
        say() { printf '\n@%s\n' "$*"; }
        say host "$(hostname)"
        say zone "$(date -d 2024-01-01 +%Z)"
        say ran $(cat /root/ran)
        say scripts "$(ls /var/lib/ingot/first-boot | wc -l)"
        say log $(sed -n 's/^== ended with //p' /var/log/ingot-first-boot.log)
        say user deploy $(id -nG deploy | tr ' ' '\n' | grep -x -e adm -e sudo | sort)
        say keys "$(stat -c '%U %a' /home/deploy/.ssh/authorized_keys)"
        say shadow "$(sed -n 's/^deploy:\([^:]*\):.*/\1/p' /etc/shadow)"
        say may "$(sudo -l -U deploy | sed -n 's/.*NOPASSWD: //p')"
        say package "$(dpkg-query -W -f '${Package} ${Version}' ingot-probe)" "$(cat /var/lib/probe)"
        say policy "$([ -e /usr/sbin/policy-rc.d ] || echo gone)"
        say site "$(stat -c '%U:%G %a' /etc/probe/site.conf)"
        say sshd "$(grep ^PermitRootLogin /etc/ssh/sshd_config)"
        say unit "$(systemctl is-enabled report.service)"
        systemctl poweroff
        """#

    private static let template = #"""
        source "qemu" "image" {
          iso_url          = "IMAGE"
          iso_checksum     = "none"
          disk_image       = true
          skip_resize_disk = true
          skip_compaction  = true
          communicator     = "guestfs"
          accelerator      = "tcg"
          output_directory = "image"
          vm_name          = "image.qcow2"
        }
        build {
          sources = ["source.qemu.image"]
          provisioner "guestfs" {
            step {
              write   = "/etc/cloud/cloud-init.disabled"
              content = ""
            }
            step {
              write   = "/etc/systemd/network/all.network"
              content = "[Match]\nName=e*\n[Network]\nDHCP=yes\n"
            }
            step { hostname = "first" }
            step { timezone = "Europe/Berlin" }
            step {
              user          = "deploy"
              ssh_keys      = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP deploy@test"]
              password_hash = "$6$salt$hash"
              groups        = ["adm", "sudo"]
              sudo          = true
            }
            step {
              upload = "repository"
              to     = "/srv"
            }
            step { delete = ["/etc/apt/sources.list", "/etc/apt/sources.list.d/*", "/usr/sbin/policy-rc.d"] }
            step {
              write   = "/etc/apt/sources.list.d/local.list"
              content = "deb [trusted=yes] file:/srv/repository ./\n"
            }
            step { packages = ["ingot-probe"] }
            step {
              upload = "site.conf"
              to     = "/etc/probe/site.conf"
              mode   = "0640"
              owner  = "root:adm"
            }
            step {
              edit    = "/etc/ssh/sshd_config"
              replace = "^#?PermitRootLogin .*"
              with    = "PermitRootLogin no"
            }
            step {
              upload = "report"
              to     = "/usr/local/sbin/report"
              mode   = "0755"
            }
            step {
              write   = "/etc/systemd/system/report.service"
              content = <<-EOT
                [Unit]
                After=ingot-first-boot.service
                [Service]
                Type=oneshot
                ExecStart=/usr/local/sbin/report
                [Install]
                WantedBy=multi-user.target
              EOT
            }
            step { run = ["systemctl enable report.service", "systemctl mask serial-getty@ttyS0.service"] }
            step { first_boot = "printf 'one ' >>/root/ran" }
            step { first_boot = "#!/bin/bash\n[[ $BASH_VERSION ]] && printf 'two ' >>/root/ran\nexit 3" }
          }
        }
        """#

    /// Starts a machine from the disk itself, and gives what it reported when it has switched itself off.
    private func reports(ofBooting disk: String) async throws -> [String] {
        let machine = try await ChildProcess.start(
            "qemu-system-x86_64",
            [
                "-machine", "pc", "-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", "512", "-display", "none",
                "-no-reboot", "-drive", "file=\(disk),if=virtio,format=qcow2,cache=unsafe", "-nic",
                "user,model=virtio,restrict=on", "-serial", "stdio",
            ], standardOutput: .pipe, standardError: .standardOutput)
        return try await withChildProcess(machine, ladder: .immediate) { machine in
            guard let serial = machine.standardOutput else { throw FixtureFailure("no pipe") }
            var reports: [String] = []
            for try await line in serial.lines where line.hasPrefix("@") {
                reports.append(line.dropFirst().split(whereSeparator: \.isWhitespace).joined(separator: " "))
            }
            return reports
        }
    }
}
