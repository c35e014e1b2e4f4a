import BuildEvents
import GuestFS
import HostOS

/// Scripts that run once, when a machine first starts from the disk.
///
/// They wait in a folder; what the system's own start-up calls runs them by name, each removed before it runs, so that
/// one that restarts the machine does not run again.
struct FirstBoot {
    static let folder = "/var/lib/ingot/first-boot"
    private static let runner = "/var/lib/ingot/run-first-boot"
    private static let runnerText = """
        #!/bin/sh
        # Runs what waits in \(folder), once.
        for script in \(folder)/*; do
            [ -f "$script" ] || continue
            cp "$script" \(runner).now && rm "$script" && sync
            echo "== $script"
            \(runner).now
            echo "== ended with $?"
        done >>/var/log/ingot-first-boot.log 2>&1
        rm -f \(runner).now
        """

    let system: GuestSystem

    func add(_ script: String) async throws {
        system.log.say("Adding a script for the first boot")
        let disk = system.disk
        try await disk.makeDirectory(Self.folder)
        let count = try await disk.list(Self.folder).count
        let text = script.hasPrefix("#!") ? script : "#!/bin/sh\n" + script
        let name = String("000\(count + 1)".suffix(4))
        try await disk.write(Array((text + "\n").utf8), to: "\(Self.folder)/\(name)", mode: 0o700)
        try await disk.write(Array((Self.runnerText + "\n").utf8), to: Self.runner, mode: 0o700)
        try await hookIn()
    }

    private func hookIn() async throws {
        let disk = system.disk
        for place in ["/lib/systemd/systemd", "/usr/lib/systemd/systemd"] where try await disk.exists(place) {
            return try await hookInSystemd()
        }
        if try await disk.isDirectory("/etc/local.d") {
            try await disk.write(Array("#!/bin/sh\n\(Self.runner)\n".utf8), to: "/etc/local.d/ingot.start", mode: 0o755)
            return try await disk.makeLink(at: "/etc/runlevels/default/local", to: "/etc/init.d/local")
        }
        if try await disk.isDirectory("/etc/rc2.d") { return try await hookInRunLevels() }
        throw ProvisionerError.unsuitable(
            "The system on the disk starts by neither systemd, OpenRC nor run levels, so nothing can be run at its "
                + "first boot")
    }

    private func hookInSystemd() async throws {
        let unit = """
            [Unit]
            Description=Scripts of the first boot
            ConditionDirectoryNotEmpty=\(Self.folder)
            Wants=network-online.target
            After=network-online.target

            [Service]
            Type=oneshot
            ExecStart=\(Self.runner)
            TimeoutStartSec=0

            [Install]
            WantedBy=multi-user.target

            """
        let path = "/etc/systemd/system/ingot-first-boot.service"
        try await system.disk.write(Array(unit.utf8), to: path, mode: 0o644)
        let wants = "/etc/systemd/system/multi-user.target.wants"
        try await system.disk.makeDirectory(wants)
        try await system.disk.makeLink(at: wants + "/ingot-first-boot.service", to: path)
    }

    private func hookInRunLevels() async throws {
        let script = """
            #!/bin/sh
            ### BEGIN INIT INFO
            # Provides: ingot-first-boot
            # Required-Start: $all
            # Required-Stop:
            # Default-Start: 2 3 4 5
            # Default-Stop:
            # Short-Description: Scripts of the first boot
            ### END INIT INFO
            [ "$1" != start ] || \(Self.runner)

            """
        try await system.disk.write(Array(script.utf8), to: "/etc/init.d/ingot-first-boot", mode: 0o755)
        for level in 2...5 {
            try await system.disk.makeLink(
                at: "/etc/rc\(level).d/S99ingot-first-boot", to: "../init.d/ingot-first-boot")
        }
    }
}
