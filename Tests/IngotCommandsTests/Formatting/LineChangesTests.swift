import HostOS
import Testing

@testable import IngotCommands

struct LineChangesTests {
    private static func changes(_ old: String, _ new: String) -> String {
        LineChanges(from: Array(old.utf8), to: Array(new.utf8)).unified(path: "x")
    }

    private static func lines(_ count: Int, changing: Set<Int> = [], ending: String = "\n") -> String {
        (1...count).map { changing.contains($0) ? "new \($0)" : "line \($0)" }.joined(separator: "\n") + ending
    }

    @Test("a line without its newline is marked")
    func lastLine() {
        #expect(
            Self.changes("a=1", "a = 1")
                == "--- old/x\n+++ new/x\n@@ -1 +1 @@\n-a=1\n\\ No newline at end of file\n"
                + "+a = 1\n\\ No newline at end of file\n")
    }

    @Test(
        "changes are told as diff tells them",
        .enabled(if: HostEnvironment.find(executable: "diff") != nil, "diff is not installed"),
        arguments: [
            Set([1]), [2, 3], [20], [1, 20], [5, 11], [5, 12], [5, 13], [1, 2, 3], [8, 9, 15, 16], [19, 20],
        ])
    func peer(changing: Set<Int>) async throws {
        for ending in ["\n", ""] {
            let old = Self.lines(20, ending: ending)
            let new = Self.lines(20, changing: changing, ending: ending)
            try await withTemporaryDirectory { directory in
                try HostFiles.write(old, to: directory + "/old")
                try HostFiles.write(new, to: directory + "/new")
                let theirs = try await runProcess(
                    HostEnvironment.find(executable: "diff") ?? "diff",
                    ["-u", "--label", "old/x", "--label", "new/x", directory + "/old", directory + "/new"])
                #expect(Self.changes(old, new) == theirs.outputText)
            }
        }
    }
}
