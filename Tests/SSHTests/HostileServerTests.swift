import SSH
import TestSupport
import Testing

/// The machine's scp is a script that says what a hostile one would.
@Suite struct HostileServerTests {
    @Test(arguments: [
        ("C0644 5 ../escape", "a name that leaves the folder"),
        ("C0644 5 /etc/escape", "an absolute name"),
        ("D0755 0 sub", "a folder where a file was asked for"),
        ("C0644 -1 x", "a negative size"),
        ("C0644 99999999999999999999 x", "a size beyond all bounds"),
        ("Cabcd 5 x", "a mode that is none"),
        ("nonsense", "a line of no kind"),
        ("E", "an end without a beginning"),
    ])
    func `a download does not follow`(line: String, _ what: String) async throws {
        try await withHostileSCP("printf '%s\\n' '\(line)'; cat >/dev/null") { session, folder in
            let error = await #expect(throws: SSHError.self) {
                try await session.download("/x", to: folder + "/into/file", by: .scp)
            }
            #expect(error?.kind == .protocolViolation)
            let made = try listing(folder + "/into")
            #expect(made == [])
        }
    }

    @Test(arguments: ["D0755 0 ..\\n", "C0644 1 loose\\n", "E\\n", "D0755 0 a\\nE\\nD0755 0 b\\n"])
    func `a folder's download stays in its folder`(lines: String) async throws {
        try await withHostileSCP("printf '\(lines)'; cat >/dev/null") { session, folder in
            await #expect(throws: SSHError.self) {
                try await session.downloadDirectory("/x", to: folder + "/into", by: .scp)
            }
            let made = try listing(folder + "/into")
            #expect(made == [] || made == ["x/ 700"] || made == ["x/ 755"])
        }
    }

    @Test func `a line without end does not fill the memory`() async throws {
        try await withHostileSCP("while printf CCCCCCCCCCCCCCCCCCCC; do :; done 2>/dev/null") { session, folder in
            let error = await #expect(throws: SSHError.self) {
                try await session.download("/x", to: folder + "/into/file", by: .scp)
            }
            #expect(error?.kind == .protocolViolation)
        }
    }

    @Test func `a complaint is shown without its control characters`() async throws {
        try await withHostileSCP("printf '\\001scp: \\033[31mno room\\n'; cat >/dev/null") { session, folder in
            let error = await #expect(throws: SSHError.self) {
                try await session.upload(.bytes([1], mode: 0o644), to: "/x", by: .scp)
            }
            #expect(error?.message == "scp on the machine failed: scp: ?[31mno room")
        }
    }

    private func withHostileSCP(
        _ script: String, _ body: (SSHSession, String) async throws -> Void
    ) async throws {
        let programs = try makeTemporaryDirectory()
        defer { removeTree(programs) }
        try write("#!/bin/sh\nPATH=/usr/bin:/bin\n\(script)\n", to: programs + "/scp", mode: 0o755)
        try makeFolder(programs + "/into")
        try await SSHDFixture.with(configuration: ["SetEnv PATH=\(programs) SHLVL=5"]) { server in
            let session = try await SSHSession.connect(server.configuration)
            do {
                try await body(session, programs)
            } catch {
                await session.close()
                throw error
            }
            await session.close()
        }
    }
}
