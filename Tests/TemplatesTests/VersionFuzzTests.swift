import TestSupport
import Testing

@testable import Templates

/// Damaged version constraints mean something or nothing, and what they mean is the same without blanks.
struct VersionFuzzTests {
    private static let seeds = [">= 1.7.0, < 2.0.0", "~> 1.2", "!= 1.0.0-beta+5", "= v1.2.3", "1", "~>1.2.3,>1.2.5"]
    private static let pieces = [
        ">", "<", "=", "!", "~", ",", ".", "-", "+", "v", " ", "0", "1", "99999999999999999999", "\t", "é", "x", "\n",
    ]
    private static let versions = ["0.0.1", "1.2.3", "1.7.0", "2.0.0", "16.0.1"].compactMap { Version($0) }

    @Test("any text is a constraint or none")
    func anyText() throws {
        var numbers = Fuzzing.numbers("version")
        var meant = 0
        for _ in 0..<Fuzzing.count(percent: 10) {
            let text = numbers.damaged(numbers.pick(Self.seeds), changes: 3, pieces: Self.pieces)
            guard let constraint = VersionConstraint(text) else { continue }
            meant += 1
            let compact = try #require(VersionConstraint(text.filter { !$0.isWhitespace }))
            if Self.versions.contains(where: { constraint.allows($0) != compact.allows($0) }) {
                Issue.record("\(text.debugDescription)")
            }
        }
        #expect(meant > 0)
    }
}
