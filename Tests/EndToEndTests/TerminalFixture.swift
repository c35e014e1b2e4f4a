import HostOS
import TestSupport

/// The program on a terminal of its own (`script`), at which a user sits.
struct TerminalRun {
    let process: ChildProcess
    /// Its path.
    let program: String
    private let keyboard: ByteStream
    private let screen: ByteStream
    /// All that the terminal was sent.
    private(set) var text = ""
    /// What nobody has waited for yet.
    private var pending = ""

    /// Runs `ingot` on a terminal of 90 columns and 40 rows in the fixture's folder.
    ///
    /// What the terminal's settings were before and after it stands in the files `before` and `after`.
    static func with<Result: Sendable>(
        _ arguments: String, in ingot: IngotFixture, _ body: (inout TerminalRun) async throws -> Result
    ) async throws -> Result {
        let program = try IngotFixture.required("INGOT_BINARY")
        let script = """
            trap : INT QUIT
            stty cols 90 rows 40
            stty -g >before
            \(program) \(arguments)
            echo "status $?"
            stty -g >after
            """
        var environment = HostEnvironment.variables
        environment["HOME"] = ingot.directory + "/home"
        environment["TMPDIR"] = ingot.temporary
        environment["PACKER_CACHE_DIR"] = ingot.cache
        environment["SHELL"] = "/bin/sh"
        // On a terminal Swift's runtime looks into a crash, and does not come to an end with one that was sent.
        environment["SWIFT_BACKTRACE"] = "enable=no"
        let child = try await ChildProcess.start(
            "script", ["-q", "-e", "-c", script, "/dev/null"], environment: environment,
            workingDirectory: ingot.directory, standardInput: .pipe, standardOutput: .pipe)
        return try await withChildProcess(child, ladder: .immediate) { child in
            guard let keyboard = child.standardInput, let screen = child.standardOutput else {
                throw FixtureFailure("no pipes")
            }
            var run = TerminalRun(process: child, program: program, keyboard: keyboard, screen: screen)
            return try await body(&run)
        }
    }

    func press(_ keys: String) async throws { try await keyboard.write(keys.utf8) }

    /// Reads to the end; tells the program's exit status, and whether the terminal is as it was before.
    mutating func finish(in ingot: IngotFixture) async throws -> (status: String, isRestored: Bool) {
        try await read(until: "status ")
        while try await readMore() {}
        _ = try await process.wait()
        let status = pending.prefix { $0.isNumber }
        return (String(status), try ingot.text("before") == ingot.text("after"))
    }

    /// Reads until the terminal was sent `words`; returns what came since an earlier call's words.
    @discardableResult
    mutating func read(until words: String) async throws -> String {
        while true {
            if let found = pending.firstRange(of: words) {
                defer { pending = String(pending[found.upperBound...]) }
                return String(pending[..<found.upperBound])
            }
            guard try await readMore() else {
                throw FixtureFailure("the terminal never showed \"\(words)\" but:\n\(text)")
            }
        }
    }

    private mutating func readMore() async throws -> Bool {
        let bytes = try await screen.read()
        // Halves of characters are rare and do no harm here.
        pending += String(decoding: bytes, as: UTF8.self)
        text += String(decoding: bytes, as: UTF8.self)
        return !bytes.isEmpty
    }
}
