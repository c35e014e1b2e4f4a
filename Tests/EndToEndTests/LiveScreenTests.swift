import HostOS
import TestSupport
import Testing

/// The keys of a user at a terminal: the live view, and what is asked after a failure.
@Suite(.turnLimit) struct LiveScreenTests {
    /// A build without a machine that is under way until somebody ends it.
    private static let endless = """
        source "null" "none" {
          communicator = "none"
        }
        build {
          sources = ["source.null.none"]
          provisioner "shell-local" {
            inline = ["echo under way"]
          }
          provisioner "sleep" {
            duration = "10m"
          }
        }
        """
    private static let waiting = "no machine has a screen yet (v: hide)"

    @Test func `v shows what the machine shows, and hides it again`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try EmptyMachine.unreachable.with(["stall_timeout": #""5m""#]).put(in: ingot)
            try TalkingMachine(text: "Starting the services ...").putDisk(in: ingot)
            try await TerminalRun.with("build -color=false t.pkr.hcl", in: ingot) { run in
                let before = try await run.read(until: "Waiting for SSH to become available...")
                #expect(!before.contains("screen (v:"))
                try await run.press("v")
                let view = try await run.read(until: "Starting the services ...")
                #expect(view.contains("── qemu.empty's screen (v: hide) ──"))
                try await run.press("v")
                try await run.read(until: "\u{1B}[J")
                try await run.press("\u{03}")
                let end = try await run.finish(in: ingot)
                #expect(end.status == "1" && end.isRestored, "\(run.text)")
                #expect(run.text.contains("Cleanly cancelled builds after being interrupted."))
            }
        }
    }

    /// How a build is ended while its keys are watched.
    struct End: Sendable, CustomTestStringConvertible {
        var name: String
        var status: String
        var signal: String?
        var keys = ""
        var isClean = true

        var testDescription: String { name }
    }

    @Test(arguments: [
        End(name: "Ctrl-C", status: "1", keys: "\u{03}"), End(name: "SIGTERM", status: "1", signal: "TERM"),
        End(name: "SIGHUP", status: "1", signal: "HUP"),
        End(name: "Ctrl-\\", status: "131", keys: "\u{1C}", isClean: false),
        End(name: "the program's own crash", status: "139", signal: "SEGV", isClean: false),
    ])
    func `the terminal is as it was after`(_ end: End) async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try ingot.write(Self.endless)
            try await TerminalRun.with("build -color=false t.pkr.hcl", in: ingot) { run in
                try await run.read(until: "under way")
                // The answer shows that keys are watched by now.
                try await run.press("v")
                try await run.read(until: Self.waiting)
                try await run.press(end.keys)
                if let signal = end.signal {
                    let program = try #require(ingot.processes().first { $0.command.hasPrefix(run.program) })
                    _ = try await runProcess("sh", ["-c", "kill -\(signal) \(program.id)"])
                }
                let (status, isRestored) = try await run.finish(in: ingot)
                #expect(status == end.status && isRestored, "\(run.text)")
            }
            if !end.isClean { #expect(try await ingot.run(["cleanup"]).exit == .status(0)) }
        }
    }

    @Test func `a provisioner that crashes leaves the terminal as it was`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try ingot.write(Self.endless.replacing("\"echo under way\"", with: "\"kill -SEGV $$\""))
            try await TerminalRun.with("build -color=false t.pkr.hcl", in: ingot) { run in
                let (status, isRestored) = try await run.finish(in: ingot)
                #expect(status == "1" && isRestored, "\(run.text)")
            }
        }
    }

    @Test func `a breakpoint is answered by Enter, and keys are watched again behind it`() async throws {
        try await IngotFixture.with(idle: true) { ingot in
            try ingot.write(
                Self.endless.replacing(
                    "provisioner \"shell", with: "provisioner \"breakpoint\" {}\nprovisioner \"shell"))
            try await TerminalRun.with("build -color=false t.pkr.hcl", in: ingot) { run in
                try await run.read(until: "Press enter to continue.")
                try await run.press("v\n")
                try await run.read(until: "under way")
                #expect(!run.text.contains(Self.waiting))
                try await run.press("v")
                try await run.read(until: Self.waiting)
                try await run.press("\u{03}")
                #expect(try await run.finish(in: ingot).isRestored, "\(run.text)")
            }
        }
    }

    @Test func `after a failure the user is told the screen's address, has a shell, and tries again`() async throws {
        try await SSHDFixture.with { server in
            try await IngotFixture.with(idle: true) { ingot in
                let build = """
                      provisioner "shell" {
                        remote_folder = "\(server.directory)"
                        inline = ["test -e \(ingot.directory)/repaired"]
                      }
                    """
                try EmptyMachine().reached(by: server, build: build).put(in: ingot)
                try await TerminalRun.with("build -color=false -on-error=ask t.pkr.hcl", in: ingot) { run in
                    try await run.read(until: "[s] for a shell in the guest.")
                    try await run.press("v\n")
                    try await run.read(until: "The machine's screen is at /tmp/ingot-")
                    try await run.read(until: "[s] for a shell in the guest.")
                    try await run.press("s\n")
                    try await run.read(until: "guest>")
                    try await run.press("expr 6 '*' 7; touch \(ingot.directory)/repaired\n")
                    try await run.read(until: "qemu.empty: 42")
                    try await run.press("\n")
                    try await run.read(until: "[s] for a shell in the guest.")
                    try await run.press("p\n")
                    let (status, isRestored) = try await run.finish(in: ingot)
                    #expect(status == "0" && isRestored, "\(run.text)")
                }
            }
        }
    }
}
