import HostOS
import JSONText
import TestSupport
import Testing

/// Real machines that fail in a known way: the cause is named on the terminal and in the report.
@Suite(.timeLimit(.minutes(10))) struct LikelyCauseTests {
    /// Runs the folder's template, which must fail for the reason that `rule` knows.
    @discardableResult
    private func fail(
        _ ingot: IngotFixture, as rule: String, saying words: String, _ arguments: [String] = []
    ) async throws -> IngotResult {
        let result = try await ingot.run(["build", "-color=false"] + arguments + ["t.pkr.hcl"])
        #expect(result.exit == .status(1), "\(result.text)")
        let report = try JSONParser.parse(try ingot.text("output.ingot-report/report.json"))
        #expect(report["cause"]?["name"]?.string == rule, "\(result.text)")
        let sentence = report["cause"]?["sentence"]?.string ?? "no sentence"
        #expect(sentence.contains(words))
        #expect(result.lines.suffix(4).contains { $0.contains(sentence) }, "\(result.text)")
        #expect(result.lines.last == "    Report: output.ingot-report/index.html", "\(result.text)")
        return result
    }

    /// A machine that nobody gets into; it is given up once it stands still.
    private static let unreachable = EmptyMachine().with([
        "communicator": #""ssh""#, "ssh_username": #""nobody""#, "ssh_password": #""hidden-word""#,
        "ssh_timeout": #""8m""#, "stall_timeout": #""6s""#,
    ])

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
        try await IngotFixture.with { ingot in
            try Self.unreachable.with(screen.options).put(in: ingot)
            try TalkingMachine(text: screen.text).putDisk(in: ingot)
            try await fail(ingot, as: screen.rule, saying: screen.words)
        }
    }

    @Test func `a guest that nobody talks to is watched while it installs itself`() async throws {
        try await IngotFixture.with { ingot in
            let options = ["communicator": #""none""#, "shutdown_timeout": #""5m""#]
            try Self.unreachable.with(options).put(in: ingot)
            try TalkingMachine(text: "Use the whole disk? (y/n) ").putDisk(in: ingot)
            try await fail(ingot, as: "installer-asks", saying: "Use the whole disk? (y/n)")
        }
    }

    @Test func `a disk without a system is named`() async throws {
        try await IngotFixture.with { ingot in
            try Self.unreachable.put(in: ingot)
            try await fail(ingot, as: "no-boot-device", saying: "No bootable device")
        }
    }

    /// What the tiny installer is told at its boot prompt.
    struct BootCommand: Sendable, CustomTestStringConvertible {
        var keys: String
        var rule: String
        var words: String
        /// Longer than the installer waits for anything without a sign of life.
        var stall = "45s"
        var qemuargs = ""

        var testDescription: String { rule }
    }

    @Test(arguments: [
        BootCommand(
            keys: "install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/presed.cfg<enter>", rule: "answers-missing",
            words: "asked for /presed.cfg, which is not served (404); the nearest name there is /preseed.cfg"),
        BootCommand(
            keys: "install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>", rule: "no-dhcp",
            words: "no address by DHCP", qemuargs: #"["-netdev", "hubport,hubid=0,id=user.0"],"#),
        // QEMU ends with the panic, and what it showed is known all the same.
        BootCommand(
            keys: "install rdinit=/nope panic=1<enter>", rule: "kernel-panic", words: "Kernel panic - not syncing",
            qemuargs: #"["-no-reboot"],"#),
        BootCommand(
            keys: "install root=/dev/nope<enter>", rule: "no-root-device", words: "no disk /dev/nope"),
        BootCommand(keys: "instal<enter>", rule: "boot-loader-file", words: "instal", stall: "8s"),
        BootCommand(keys: "install url=", rule: "boot-loader-prompt", words: "boot: install url=", stall: "8s"),
    ])
    func `what goes wrong in an installer is named`(command: BootCommand) async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            let keys = "install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>"
            let text = try TinyTemplate.text().replacing(keys, with: command.keys)
                .replacing("  shutdown_command", with: "  stall_timeout = \"\(command.stall)\"\n  shutdown_command")
                .replacing("qemuargs = [", with: "qemuargs = [\(command.qemuargs)")
            try ingot.write(text)
            try TinyTemplate.linkAnswers(in: ingot)
            try await fail(ingot, as: command.rule, saying: command.words, ["-var", "iso_url=\(iso)"])
        }
    }

    @Test func `a login that the server refuses is named`() async throws {
        try await SSHDFixture.with(configuration: ["PasswordAuthentication yes"]) { server in
            try await IngotFixture.with { ingot in
                var machine = EmptyMachine().reached(by: server, build: "").with([
                    "ssh_password": #""hidden-word""#, "ssh_handshake_attempts": "2",
                ])
                machine.options["ssh_private_key_file"] = nil
                try machine.put(in: ingot)
                try TalkingMachine(text: "tiny login: ").putDisk(in: ingot)
                try await fail(ingot, as: "login-refused", saying: "refused the login")
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
            try await IngotFixture.with { ingot in
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
                try await fail(ingot, as: script.rule, saying: script.words)
            }
        }
    }

    @Test(arguments: [
        Script(
            command: "", rule: "qemu-refused", words: "-no-such-switch: invalid option",
            options: ["qemuargs": #"[["-no-such-switch"]]"#]),
        Script(
            command: "", rule: "wrong-checksum", words: "is not the file that the template means",
            options: ["iso_checksum": "\"sha256:\(String(repeating: "0", count: 64))\""]),
        Script(
            command: "", rule: "download-failed", words: "could not be had",
            options: ["iso_url": #""http://127.0.0.1:1/nowhere.img""#]),
        Script(
            command: "", rule: "file-missing", words: "nowhere.img", options: ["iso_url": #""nowhere.img""#]),
    ])
    func `what goes wrong before there is a machine is named`(case: Script) async throws {
        try await IngotFixture.with { ingot in
            try EmptyMachine().with(`case`.options).put(in: ingot)
            try await fail(ingot, as: `case`.rule, saying: `case`.words)
        }
    }
}
