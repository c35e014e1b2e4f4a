import Testing

@testable import RegularExpressions

struct RegularExpressionTests {
    @Test func `a match has the bytes of the whole and of its groups`() throws {
        let expression = try RegularExpression(#"(?P<key>\w+)=(\d+)?"#)
        let match = try #require(expression.firstMatch(in: Array("é port=".utf8)))
        #expect(match.whole == 3..<8)
        #expect(match.groups == [3..<7, nil])
        #expect(expression.groupNames == ["key", nil])
    }

    @Test func `an empty match behind another does not count`() throws {
        #expect(try RegularExpression("a*").matches(in: Array("aab".utf8)).map(\.whole) == [0..<2, 3..<3])
    }

    @Test(arguments: ["(", "[", "a{2,1}", #"\"#, "(?=a)"])
    func `a bad pattern is told in RE2's words`(_ pattern: String) {
        let error = #expect(throws: RegularExpression.Invalid.self) { try RegularExpression(pattern) }
        #expect(error?.reason.isEmpty == false)
    }
}
