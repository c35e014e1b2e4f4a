import BuildReport
import HostOS
import TestSupport
import Testing

/// Each rule has an end-to-end test in which what it looks for really happens.
@Suite struct CauseProofTests {
    /// The table of `docs/testing.md`: a rule, and the file that provokes it.
    private static func table() throws -> [(rule: String, file: String)] {
        let text = try HostFiles.readText(HostPath.join(try Repository.root(), "docs/testing.md"))
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.filter { $0 != " " && $0 != "`" } }
            return cells.count == 3 && cells[2].hasSuffix("CauseTests") ? (cells[0], cells[2]) : nil
        }
    }

    @Test func `the table lists every rule, in the rules' order`() throws {
        #expect(try Self.table().map(\.rule) == CauseRule.all.map(\.name))
    }

    @Test(arguments: CauseRule.all.map(\.name))
    func `the file that the table names expects the rule to be found`(rule: String) throws {
        let row = try #require(try Self.table().first { $0.rule == rule }, "no end-to-end test is listed")
        let path = HostPath.join(try Repository.root(), "Tests/EndToEndTests/\(row.file).swift")
        let source = try HostFiles.readText(path)
        #expect(source.contains("rule: \"\(rule)\"") || source.contains("as: \"\(rule)\""))
    }
}
