internal import AsyncSupport
internal import HostOS

/// A folder of its own in which the built program runs, with a home, cache and temporary folder that are new.
package struct IngotFixture: Sendable {
    package let directory: String
    /// Variables that the program gets in the place of this process's.
    package var variables: [String: String] = [:]
    package var cache: String { directory + "/cache" }
    package var temporary: String { directory + "/tmp" }
    /// What the program logs with `PACKER_LOG=1`, the command lines of machines among it.
    package var log: String { directory + "/log" }
    private let program: String

    /// Runs `body`, demands that nothing is left of its runs, and removes the folder.
    ///
    /// At most three bodies run at a time, because a machine takes a whole processor while it computes.
    ///
    /// - Parameter idle: whether the machines stand still nearly all of their time; five more bodies of this kind run
    ///   beside the others.
    /// - Throws: `DeadlineExceeded` if `body` hangs, and what it throws.
    package static func with<Result: Sendable>(
        idle: Bool = false, _ body: @escaping @Sendable (IngotFixture) async throws -> Result
    ) async throws -> Result {
        let program = try required("INGOT_BINARY")
        return try await (idle ? MachineGate.idle : .shared).inTurn {
            let directory = try HostFiles.realPath(try makeTemporaryDirectory())
            let fixture = IngotFixture(directory: directory, program: program)
            defer {
                for process in fixture.processes() { process.kill() }
                removeTree(directory)
            }
            for name in ["home", "tmp", "cache"] { try makeFolder(directory + "/" + name) }
            // Counted from its turn on; what the whole run takes is nobody's fault.
            let result = try await withDeadline(.seconds(900)) { try await body(fixture) }
            let leftovers = fixture.leftovers()
            guard leftovers.isEmpty else { throw FixtureFailure("left behind: \(leftovers)") }
            return result
        }
    }

    /// A variable that `scripts/test` sets.
    package static func required(_ name: String) throws -> String {
        guard let value = HostEnvironment.variable(name), HostFiles.exists(value) else {
            throw FixtureFailure("\(name) is not set to a file that exists; run the end-to-end tests by scripts/test")
        }
        return try HostFiles.realPath(value)
    }

    /// Writes a template (or another file) into the folder.
    @discardableResult
    package func write(_ text: String, to name: String = "t.pkr.hcl") throws -> String {
        try HostFiles.write(text, to: directory + "/" + name)
        return directory + "/" + name
    }

    package func exists(_ name: String) -> Bool { HostFiles.kind(of: directory + "/" + name) != nil }

    package func text(_ name: String) throws -> String { try HostFiles.readText(directory + "/" + name) }

    /// Starts the program and runs `body` with it; it is killed if it outlives `body`.
    ///
    /// - Parameter wrapper: a command that starts the program, as `unshare -m`; the program's words follow.
    package func start<Result: Sendable>(
        _ arguments: [String], wrapper: [String] = [], _ body: (inout IngotRun) async throws -> Result
    ) async throws -> Result {
        let words = wrapper + [program] + arguments
        let child = try await ChildProcess.start(
            words[0], Array(words.dropFirst()), environment: environment, workingDirectory: directory,
            standardOutput: .pipe, standardError: .standardOutput)
        return try await withChildProcess(child, ladder: .immediate) { child in
            guard let output = child.standardOutput else { throw FixtureFailure("no pipe") }
            var run = IngotRun(process: child, output: output)
            return try await body(&run)
        }
    }

    /// Runs the program to its end.
    package func run(_ arguments: [String], wrapper: [String] = []) async throws -> IngotResult {
        try await start(arguments, wrapper: wrapper) { try await $0.finish() }
    }

    /// Builds a template of the folder without colours.
    package func build(_ further: String..., wrapper: [String] = []) async throws -> IngotResult {
        try await run(["build", "-color=false"] + further + ["t.pkr.hcl"], wrapper: wrapper)
    }

    private var environment: [String: String] {
        var variables = HostEnvironment.variables.filter { name, _ in
            !name.hasPrefix("PACKER_") && !name.hasPrefix("PKR_") && !name.hasPrefix("INGOT_")
        }
        variables["HOME"] = directory + "/home"
        variables["TMPDIR"] = temporary
        variables["PACKER_CACHE_DIR"] = cache
        variables["CHECKPOINT_DISABLE"] = "1"
        variables["PACKER_LOG"] = "1"
        variables["PACKER_LOG_PATH"] = log
        return variables.merging(self.variables) { _, own in own }
    }
}
