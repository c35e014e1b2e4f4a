import HostOS
import Testing

/// The built program, as it lies beside the tests or as the environment names it.
private let program: String? = {
    if let path = HostEnvironment.variable("INGOT_BINARY") { return path }
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return HostEnvironment.find(executable: HostPath.join(HostPath.dirname(bundle), "ingot"))
}()

/// Runs the program itself, as users do.
@Suite(.enabled(if: program != nil, "the program is not built beside the tests"))
struct ProgramTests {
    private func run(_ arguments: [String], input: String = "") async throws -> ProcessResult {
        try await runProcess(program ?? "", arguments, input: Array(input.utf8))
    }

    @Test("the streams and statuses are the process's own")
    func streams() async throws {
        let version = try await run(["version"])
        #expect(version.exit == .status(0))
        #expect(version.outputText.hasPrefix("Ingot v"))
        #expect(version.errorText == "")
        let unknown = try await run(["nope"])
        #expect(unknown.exit == .status(127))
        #expect(unknown.errorText.hasPrefix("There is no command \"nope\"."))
        #expect(try await run(["fmt", "-"], input: "a=1\n").outputText == "a = 1\n")
        #expect(try await run(["fmt", "-check", "-"], input: "a=1\n").exit == .status(3))
        #expect(try await run(["console"], input: "1 + 1\n").outputText == "2\n")
    }

    @Test(
        "on a terminal the console asks, edits, completes and remembers",
        .enabled(if: HostEnvironment.find(executable: "script") != nil, "script is not installed"),
        .timeLimit(.minutes(10)))
    func console() async throws {
        try await withTemporaryDirectory { directory in
            try HostFiles.write("variable \"name\" {\n  default = \"web\"\n}\n", to: directory + "/t.pkr.hcl")
            // script(1) gives the program a terminal and passes on what it is told.
            let child = try await ChildProcess.start(
                HostEnvironment.find(executable: "script") ?? "script",
                ["-qec", "\(program ?? "") console \(directory)/t.pkr.hcl", "/dev/null"],
                standardInput: .pipe, standardOutput: .pipe)
            try await withChildProcess(child) { child in
                let screen = try #require(child.standardOutput)
                let keyboard = try #require(child.standardInput)
                var seen = ""
                // Typed before the prompt, keys would be changed by the terminal.
                while !seen.contains("> ") {
                    let bytes = try await screen.read()
                    try #require(!bytes.isEmpty, "the console ended: \(seen)")
                    seen += String(decoding: bytes, as: UTF8.self)
                }
                try await keyboard.write(
                    "1 + 41\r\u{1B}[A\u{7F}0\rupper(var.na\t)\rnope\rexit\r".utf8)
                seen += String(decoding: try await screen.readAll(limit: 1 << 20), as: UTF8.self)
                #expect(try await child.wait() == .status(0))
                let lines = seen.split(separator: "\r\n")
                #expect(lines.contains("42") && lines.contains("41") && lines.contains("WEB"))
                #expect(seen.contains("Unknown variable"))
            }
        }
    }
}
