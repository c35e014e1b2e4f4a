import HostOS
import SSH
import TestSupport
import Testing

/// Commands one after the other in the shell that a session keeps.
@Suite struct SharedShellTests {
    @Test(
        arguments: [
            ("", 0, []), ("true", 0, []), ("printf ''", 0, []), ("printf 'a'", 0, ["a"]), ("echo a", 0, ["a"]),
            ("echo; echo", 0, ["", ""]), ("echo a; echo", 0, ["a", ""]), ("printf 'a\\n\\nb'", 0, ["a", "", "b"]),
            ("exit 3", 3, []), ("echo 'it''s \"here\"'; false", 1, ["its \"here\""]),
            ("for i in 1 2\ndo\n  echo $i\ndone", 0, ["1", "2"]), ("cat", 0, []), ("cat <<X\n$((1+2))\nX", 0, ["3"]),
            ("cd /; export A=1; set -e; false; echo no", 1, []), ("echo \"[$A]\"", 0, ["[]"]),
            ("set -u; echo $nothing", nil, []), ("echo 'unbalanced", nil, []), ("done", nil, []),
        ] as [(String, Int?, [String])])
    func `a command gives what it would give alone`(
        command: String, status: Int?, lines: [String]
    ) async throws {
        try await withSession { session, _ in
            // Twice, so that the second finds what the first left.
            for _ in 1...2 {
                let seen = Collected<RemoteOutput>()
                let exit = try await session.run(command) { seen.add($0) }
                if let status {
                    #expect(exit == .status(status))
                } else {
                    #expect(exit != .status(0))
                }
                #expect(seen.all.filter(\.isStandardOutput) == lines.map { .standardOutput($0) })
            }
        }
    }

    @Test func `the error stream is kept apart and whole`() async throws {
        try await withSession { session, _ in
            let seen = Collected<RemoteOutput>()
            _ = try await session.run("echo one >&2; echo two; printf three >&2") { seen.add($0) }
            let errors = seen.all.filter { !$0.isStandardOutput }
            #expect(errors == [.standardError("one"), .standardError("three")])
            #expect(seen.all.filter(\.isStandardOutput) == [.standardOutput("two")])
        }
    }

    @Test func `commands share a shell`() async throws {
        try await withSession { session, _ in
            let parents = Collected<RemoteOutput>()
            for _ in 1...3 { _ = try await session.run("echo $$") { parents.add($0) } }
            #expect(parents.all.count == 3)
            #expect(parents.all.allSatisfy { $0 == parents.all.first })
        }
    }

    @Test func `a command that ends its shell is told, and the next one gets another`() async throws {
        try await withSession { session, _ in
            try await #expect(session.exit(of: "kill -TERM $$") == .signal("TERM"))
            try await #expect(session.exit(of: "exit 4") == .status(4))
        }
    }

    @Test func `output of a process left behind belongs to the command that left it`() async throws {
        try await withSession { session, _ in
            let seen = Collected<RemoteOutput>()
            _ = try await session.run("echo early; (sleep 0.2; echo late) &") { seen.add($0) }
            #expect(seen.all == [.standardOutput("early"), .standardOutput("late")])
        }
    }

    @Test func `what is not plain text takes a channel of its own`() async throws {
        try await withSession { session, _ in
            let seen = Collected<RemoteOutput>()
            _ = try await session.run("echo 'ā\u{85}ж🙂'") { seen.add($0) }
            #expect(seen.all == [.standardOutput("ā\u{85}ж🙂")])
        }
    }

    @Test func `small text files arrive as they are`() async throws {
        try await withSession { session, _ in
            try await withTemporaryDirectory(prefix: "ingot-test") { folder in
                let text = "#!/bin/sh -e\n\tprintf '%s\\n' \"$HOME\" `id` \\\\ $(true)\n\nEOF\n"
                let path = folder + "/it's a script.sh"
                try await session.upload(.bytes(Array(text.utf8), mode: 0o750), to: path, by: .scp)
                #expect(try HostFiles.readText(path) == text)
                #expect(try HostFiles.mode(path) & 0o7777 == 0o750)
            }
        }
    }

    @Test(
        arguments: [
            Array("no line feed".utf8), [0, 10], Array("ü\n".utf8), Array("a\r\n".utf8),
            Array(repeating: 0x0A, count: 20_000), [],
        ] as [[UInt8]])
    func `other files arrive as they are too`(bytes: [UInt8]) async throws {
        try await withSession { session, _ in
            try await withTemporaryDirectory(prefix: "ingot-test") { folder in
                try await session.upload(.bytes(bytes, mode: 0o600), to: folder + "/file", by: .scp)
                #expect(try HostFiles.read(folder + "/file") == bytes)
            }
        }
    }

    @Test func `a file that cannot be written is told`() async throws {
        try await withSession { session, _ in
            let error = await #expect(throws: SSHError.self) {
                try await session.upload(.bytes(Array("x\n".utf8), mode: 0o600), to: "/nowhere/at/all", by: .scp)
            }
            #expect(error?.message.contains("/nowhere/at/all") == true)
        }
    }
}
