import HostOS
import TestSupport
import Testing

/// Machines that stand still, and guests that were reached: the cause is named on the terminal and in the report.
@Suite(.turnLimit) struct LikelyCauseTests {
    /// A screen on which a machine stands still.
    struct Screen: Sendable, CustomTestStringConvertible {
        var text: String
        var rule: String
        var words: String
        var options: [String: String] = [:]

        var testDescription: String { rule }
    }

    @Test(arguments: [
        Screen(text: "tiny 1.0 tty1\n\ntiny login: ", rule: "no-ssh-server", words: "\"tiny login:\""),
        Screen(text: "Starting services ...\n", rule: "ssh-refused", words: "never answered by SSH"),
        Screen(
            text: "Loading ...\n", rule: "no-request", words: "never fetched its answers",
            options: ["http_content": #"{ "/a" = "b" }"#]),
        Screen(
            text: """
                ┌──────┤ [!!] Partition disks ├──────┐
                │                                    │
                │ No root file system is defined.    │
                │                                    │
                │ Please correct this from the menu. │
                │     <Go Back>         <Continue>   │
                └────────────────────────────────────┘
                """,
            rule: "installer-asks", words: "Partition disks: No root file system is defined."),
        Screen(
            text: "Where shall the system go?\n\nProceed [y/N] ", rule: "installer-asks", words: "Proceed [y/N]"),
    ])
    func `a screen on which the machine stands still is read`(screen: Screen) async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try EmptyMachine.unreachable.with(screen.options).put(in: ingot)
            try TalkingMachine(text: screen.text).putDisk(in: ingot)
            try await ingot.fail(as: screen.rule, saying: screen.words)
        }
    }

    @Test(arguments: [
        Screen(
            text: "Use the whole disk? (y/n) ", rule: "installer-asks", words: "Use the whole disk? (y/n)"),
        Screen(
            text: "Copying files ...", rule: "stands-still", words: "the last line of its screen is \"Copying files"),
    ])
    func `a guest that nobody talks to is watched while it installs itself`(screen: Screen) async throws {
        try await IngotFixture.with(idle: true) { ingot in
            let options = ["communicator": #""none""#, "shutdown_timeout": #""5m""#]
            try EmptyMachine.unreachable.with(options).put(in: ingot)
            try TalkingMachine(text: screen.text).putDisk(in: ingot)
            try await ingot.fail(as: screen.rule, saying: screen.words)
        }
    }

    @Test func `a disk without a system is named`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            // The firmware stands still for seconds while it looks for a network to boot from.
            try EmptyMachine.unreachable.with(["stall_timeout": #""20s""#]).put(in: ingot)
            try await ingot.fail(as: "no-boot-device", saying: "No bootable device")
        }
    }

    @Test func `a login that the server refuses is named`() async throws {
        try await SSHDFixture.with(configuration: ["PasswordAuthentication yes"]) { server in
            try await IngotFixture.with(idle: true) { ingot in
                var machine = EmptyMachine().reached(by: server, build: "").with([
                    "ssh_password": #""hidden-word""#, "ssh_handshake_attempts": "2",
                ])
                machine.options["ssh_private_key_file"] = nil
                try machine.put(in: ingot)
                try TalkingMachine(text: "tiny login: ").putDisk(in: ingot)
                try await ingot.fail(as: "login-refused", saying: "refused the login")
            }
        }
    }

    @Test func `a server with which no algorithm is shared is named`() async throws {
        try await SSHDFixture.with(configuration: ["Ciphers aes256-ctr"]) { server in
            try await IngotFixture.with(idle: true) { ingot in
                try EmptyMachine().reached(by: server, build: "").with([
                    "ssh_ciphers": #"["aes128-ctr"]"#, "ssh_timeout": #""3s""#,
                ]).put(in: ingot)
                try TalkingMachine(text: "tiny login: ").putDisk(in: ingot)
                try await ingot.fail(as: "no-common-algorithm", saying: "did not agree")
            }
        }
    }

    /// A script that an sshd of this host runs in the guest's place.
    struct Script: Sendable, CustomTestStringConvertible {
        var command: String
        var rule: String
        var words: String
        var options: [String: String] = [:]

        var testDescription: String { rule }
    }

    @Test(arguments: [
        Script(command: "echo it is no use; exit 7", rule: "script-failed", words: "\"it is no use\""),
        Script(
            command: "cat /etc/passwd > /dev/full", rule: "guest-disk-full", words: "No space left on device"),
        Script(command: "kill -KILL $(cat PID); sleep 60", rule: "qemu-died", words: "QEMU died"),
        Script(command: "kill -TERM $(cat PID); sleep 60", rule: "powered-off", words: "powered itself off"),
        Script(
            command: "true", rule: "no-shutdown", words: "did not power itself off",
            options: ["shutdown_command": #""true""#, "shutdown_timeout": #""2s""#]),
    ])
    func `what goes wrong in a guest that was reached is named`(script: Script) async throws {
        try await SSHDFixture.with { server in
            try await IngotFixture.with(idle: true) { ingot in
                let pid = server.directory + "/qemu.pid"
                let build = """
                      provisioner "shell" {
                        remote_folder = "\(server.directory)"
                        inline = ["\(script.command.replacing("PID", with: pid))"]
                      }
                    """
                let arguments = #"[["-netdev", "user,id=user.0"], ["-pidfile", "\#(pid)"]]"#
                try EmptyMachine().reached(by: server, build: build).with(script.options, build: build)
                    .with(["qemuargs": arguments], build: build).put(in: ingot)
                try TalkingMachine(text: "tiny login: ").putDisk(in: ingot)
                try await ingot.fail(as: script.rule, saying: script.words)
            }
        }
    }
}
