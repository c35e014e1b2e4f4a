import HostOS
import JSONText
import TestSupport
import Testing

/// The report of a build: what is in it, where it lies, what it must not tell.
@Suite(.turnLimit) struct ReportTests {
    private static let unreachable = EmptyMachine().with([
        "communicator": #""ssh""#, "ssh_username": #""nobody""#, "ssh_password": #""hidden-word""#,
        "ssh_timeout": #""8m""#, "stall_warning": #""3s""#, "stall_timeout": #""7s""#,
    ])

    @Test func `a machine that stands still is spoken of, then given up, with its screen and no secret`() async throws {
        try await IngotFixture.with { ingot in
            try Self.unreachable.with(["qemuargs": #"[["-name", "a-hidden-word"]]"#]).put(in: ingot)
            try TalkingMachine(text: "<script>alert(1)</script> login hidden-word\nAre you sure? ").putDisk(in: ingot)
            let result = try await ingot.build()
            #expect(result.text.contains("Nothing has happened in the machine for "), "\(result.text)")
            #expect(result.text.contains("  Are you sure?"), "\(result.text)")
            #expect(result.text.contains("The machine stands still: "), "\(result.text)")
            #expect(!result.text.contains("hidden-word"), "\(result.text)")
            let folder = ingot.directory + "/output.ingot-report"
            for name in try HostFiles.list(folder) {
                let content = try HostFiles.readText(HostPath.join(folder, name))
                #expect(!content.contains("hidden-word"), "\(name)")
            }
            let page = try ingot.text("output.ingot-report/index.html")
            #expect(!page.contains("<script"))
            #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; login &lt;sensitive&gt;"))
            #expect(page.contains("The picture is left out: it shows a secret."))
            #expect(try !HostFiles.list(folder).contains { $0.hasSuffix(".png") })
        }
    }

    @Test func `a report in a chosen folder tells of every build, also of those that succeed`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(try TinyTemplate.text())
            try TinyTemplate.linkAnswers(in: ingot)
            try ingot.write(
                """
                source "null" "nobody" {
                  communicator = "none"
                }
                build {
                  sources = ["source.null.nobody"]
                  provisioner "shell-local" {
                    inline = ["echo beside it", "exit 3"]
                  }
                }
                """, to: "other.pkr.hcl")
            let result = try await ingot.run(
                ["build", "-color=false", "-report", "reports", "-var", "iso_url=\(iso)", "."])
            #expect(result.exit == .status(1), "\(result.text)")
            #expect(try HostFiles.list(ingot.directory + "/reports").sorted() == ["null.nobody", "qemu.tiny"])
            let tiny = try HostFiles.list(ingot.directory + "/reports/qemu.tiny")
            for name in [
                "index.html", "timeline.txt", "serial.log", "qemu-command.txt", "http-access.log", "screen.txt",
                "screen-1.png", "recording.cast", "machine-events.txt", "guest-kernel.log",
            ] {
                #expect(tiny.contains(name), "\(tiny)")
            }
            #expect(try ingot.text("reports/qemu.tiny/http-access.log").contains("200"))
            #expect(try ingot.text("reports/qemu.tiny/serial.log").contains("tiny-installer: done, rebooting"))
            #expect(try ingot.text("reports/qemu.tiny/guest-kernel.log").contains("Linux version"))
            #expect(try ingot.text("reports/qemu.tiny/machine-events.txt").contains("RESET"))
            #expect(try ingot.text("reports/qemu.tiny/index.html").contains("The build succeeded."))
            for name in tiny where !name.hasSuffix(".png") {
                #expect(try !ingot.text("reports/qemu.tiny/\(name)").contains("change-me"), "\(name)")
            }
            #expect(try ingot.text("reports/null.nobody/timeline.txt").contains("beside it"))
            #expect(!ingot.exists("output.ingot-report"))
        }
    }

    @Test func `a machine that stands at a boot loader's prompt is spoken of before long`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try EmptyMachine.unreachable.with(["stall_timeout": #""19s""#]).put(in: ingot)
            try TalkingMachine(text: "boot: install url=").putDisk(in: ingot)
            let result = try await ingot.fail(as: "boot-loader-prompt", saying: "boot: install url=")
            let words =
                "Likely cause: The machine stopped at its boot loader: the screen ends with \"boot: install url=\""
            #expect(result.text.contains(words), "\(result.text)")
        }
    }

    @Test(arguments: [
        (#"[["-device", "no-such-device,x=a b"]]"#, "-device 'no-such-device,x=a b'"),
        (#"[["-no-such-switch"]]"#, "-no-such-switch"),
    ])
    func `where QEMU refuses to start, the report tells what it was started with, and its words`(
        further: String, words: String
    ) async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try EmptyMachine().with(["qemuargs_append": further]).put(in: ingot)
            try await ingot.fail(as: "qemu-refused", saying: "no-such-")
            let folder = "output.ingot-report/"
            let command = try ingot.text(folder + "qemu-command.txt")
            #expect(command.contains("qemu-system-x86_64") && command.contains(words), "\(command)")
            let said = try ingot.text(folder + "qemu-stderr.txt")
            #expect(said.contains("no-such"), "\(said)")
            #expect(try ingot.text(folder + "index.html").contains("no-such"))
        }
    }

    @Test func `no report is written where none is wanted, and no folder of somebody else's is replaced`() async throws
    {
        try await IngotFixture.with { ingot in
            let refused = EmptyMachine().with(["qemuargs": #"[["-no-such-switch"]]"#])
            try refused.put(in: ingot)
            let silent = try await ingot.build("-report=none")
            #expect(silent.text.contains("QEMU did not start: "), "\(silent.text)")
            #expect(!ingot.exists("output.ingot-report"))
            try HostFiles.createDirectory(ingot.directory + "/output.ingot-report")
            try ingot.write("mine", to: "output.ingot-report/notes")
            let result = try await ingot.build()
            #expect(result.text.contains("exists and is no report"), "\(result.text)")
            #expect(try HostFiles.list(ingot.directory + "/output.ingot-report") == ["notes"])
        }
    }
}
