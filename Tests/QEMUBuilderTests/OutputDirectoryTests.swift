import BuildEvents
import ComponentAPI
import HostOS
import Testing

@testable import QEMUBuilder

struct OutputDirectoryTests {
    private struct Failure: Error {}

    /// Runs `body` with a folder that may already hold an artifact of one file, `earlier`.
    private func withOutput(
        hasEarlier: Bool = true, _ body: (OutputDirectory, MemoryLedger, BuildLog) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            let output = OutputDirectory(path: HostPath.join(folder, "out"))
            if hasEarlier {
                try HostFiles.createDirectory(output.path)
                try HostFiles.write("earlier", to: HostPath.join(output.path, "earlier"))
            }
            let ledger = MemoryLedger()
            try await body(output, ledger, BuildLog(build: "x", sink: NotingSink()))
            #expect(ledger.open.isEmpty)
            let names = try HostFiles.list(folder)
            #expect(names == [] || names == ["out"])
        }
    }

    @Test(arguments: [true, false])
    func `a build that succeeds leaves its own files only`(hasEarlier: Bool) async throws {
        try await withOutput(hasEarlier: hasEarlier) { output, ledger, log in
            try await output.make(ledger, log) {
                try HostFiles.write("made", to: HostPath.join(output.path, "made"))
            }
            let left = try HostFiles.list(output.path)
            #expect(left == ["made"])
        }
    }

    @Test func `a build that fails gives the earlier artifact back`() async throws {
        try await withOutput { output, ledger, log in
            await #expect(throws: Failure.self) {
                try await output.make(ledger, log) {
                    try HostFiles.write("made", to: HostPath.join(output.path, "made"))
                    throw Failure()
                }
            }
            let left = try HostFiles.list(output.path)
            #expect(left == ["earlier"])
        }
    }

    @Test func `what a killed build left is not taken for the earlier artifact`() async throws {
        try await withOutput { output, ledger, log in
            let half = output.beside("unfinished-x")
            try HostFiles.rename(output.path, to: output.earlier)
            try HostFiles.createDirectory(half)
            try HostFiles.makeSymbolicLink(at: output.path, to: HostPath.basename(half))
            await #expect(throws: Failure.self) { try await output.make(ledger, log) { throw Failure() } }
            let left = try HostFiles.list(output.path)
            #expect(left == ["earlier"])
            // Its own ledger knows it.
            try HostFiles.removeTree(half)
        }
    }

    @Test func `an artifact that a killed build had finished is the earlier one of the next`() async throws {
        try await withOutput { output, ledger, log in
            try HostFiles.createDirectory(output.earlier)
            await #expect(throws: Failure.self) { try await output.make(ledger, log) { throw Failure() } }
            let left = try HostFiles.list(output.path)
            #expect(left == ["earlier"])
        }
    }

    @Test func `the ledger never names the artifact's own place`() async throws {
        try await withOutput(hasEarlier: false) { output, ledger, log in
            try await output.make(ledger, log) {
                #expect(HostFiles.kind(of: output.path, followingLinks: true) == .directory)
            }
            #expect(!ledger.recorded.contains(.path(output.path)))
            #expect(HostFiles.kind(of: output.path) == .directory)
        }
    }

    @Test func `a relative path with a trailing slash is set aside beside itself`() {
        #expect(OutputDirectory(path: "a/b/").earlier == "a/.b.ingot-previous")
        #expect(OutputDirectory(path: "b").earlier == ".b.ingot-previous")
    }
}
