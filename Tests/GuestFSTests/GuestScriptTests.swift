import HostOS
import TestSupport
import Testing

@testable import GuestFS

/// The script in which a command of a template runs in an appliance, run by this host's shell.
@Suite struct GuestScriptTests {
    private func run(_ command: String) async throws -> (status: String, lines: [GuestDisk.Output], hasEnded: Bool) {
        try await withTemporaryDirectory { folder in
            let console = folder + "/console"
            let script = GuestScript(command, console: console)
            // The library lets a shell run it, too.
            let result = try await runProcess("/bin/sh", ["-c", script.text])
            #expect(result.exit == .status(0), "\(result.errorText)")
            var lines = ConsoleLines(token: script.token)
            let found = lines.receive(try HostFiles.read(console))
            return (result.outputText, found, lines.hasEnded)
        }
    }

    @Test(arguments: [
        ("true", "0", []),
        ("echo a; echo b", "0", [GuestDisk.Output.standardOutput("a"), .standardOutput("b")]),
        ("echo a >&2; exit 7", "7", [.standardError("a")]),
        ("printf 'un finished'", "0", [.standardOutput("un finished")]),
        ("printf '  a\\\\b\\t\\n\\n'", "0", [.standardOutput("  a\\b\t"), .standardOutput("")]),
        ("echo \"it's $((1 + 1))\"", "0", [.standardOutput("it's 2")]),
        ("no-such-program 2>/dev/null", "127", []),
        ("echo '@x.'; pwd >/dev/null; umask", "0", [.standardOutput("@x."), .standardOutput("0022")]),
        ("cat", "0", []),
    ])
    func `output, errors and status come apart`(
        command: String, status: String, lines: [GuestDisk.Output]
    ) async throws {
        let result = try await run(command)
        #expect(result.status == status)
        #expect(result.lines == lines)
        #expect(result.hasEnded)
    }

    @Test func `a command that a signal ended has the shell's status for it`() async throws {
        #expect(try await run("kill -9 $$").status == "137")
    }

    @Test func `nothing is lost of a long output`() async throws {
        let result = try await run("seq 1 5000; seq 1 5000 >&2")
        let output = result.lines.filter { if case .standardOutput = $0 { true } else { false } }
        #expect(output == (1...5000).map { .standardOutput("\($0)") })
        #expect(result.lines.count == 10_000)
    }

    @Test func `a command that closes or fills its descriptors does not harm the script's`() async throws {
        let result = try await run("echo 99 >&5; echo x >&4; exec 1>&- 2>&-; exit 3")
        #expect(result.status == "3")
    }

    @Test func `each command has a token of its own`() {
        #expect(GuestScript("a").token != GuestScript("a").token)
    }
}
