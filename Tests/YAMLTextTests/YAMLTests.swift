import Testing

@testable import YAMLText

@Suite struct YAMLTests {
    private func quoted(_ text: String) -> YAMLNode { .scalar(YAMLScalar(text, style: .quoted)) }

    @Test("a document becomes a tree with styles and tags, aliases written out")
    func tree() throws {
        let node = try YAMLParser.parse("a: &x [1, '2']\nb: *x\n!!str c: !!int 3\n")
        let list = YAMLNode.sequence([.scalar(YAMLScalar("1", style: .plain)), quoted("2")])
        let tagged = YAMLScalar("3", tag: "tag:yaml.org,2002:int", style: .plain)
        #expect(
            node
                == .mapping([
                    .init(.scalar(YAMLScalar("a", style: .plain)), list),
                    .init(.scalar(YAMLScalar("b", style: .plain)), list),
                    .init(
                        .scalar(YAMLScalar("c", tag: "tag:yaml.org,2002:str", style: .plain)), .scalar(tagged)),
                ]))
    }

    @Test("an empty text has no document", arguments: ["", "\n", "# comment only\n"])
    func empty(text: String) throws {
        #expect(try YAMLParser.parse(text) == nil)
    }

    @Test(
        "what is no single finite document is refused, with its place",
        arguments: [
            ("a\n---\nb", "only a single document"), ("a: [1", "expected ',' or ']'"), ("*x", "undefined anchor"),
            ("&a [*a]", "inside its own definition"), ("a: !!set {b: c}", "cannot take a mapping as"),
            ("a:\n\t- b", "cannot start any token"), ("\u{0}", "control characters are not allowed"),
            ("a: !!foo [1]", "cannot take a sequence"),
        ])
    func refused(text: String, reason: String) throws {
        let error = try #require(throws: YAMLSyntaxError.self) { try YAMLParser.parse(text) }
        #expect("\(error)".contains(reason), "\(error)")
        #expect("\(error)".hasPrefix("invalid YAML at line "))
    }

    @Test("neither deep nesting nor aliases of aliases exhaust memory")
    func bombs() {
        #expect(throws: YAMLSyntaxError.self) { try YAMLParser.parse(String(repeating: "[", count: 100_000)) }
        #expect(throws: YAMLSyntaxError.self) { try YAMLParser.parse(String(repeating: "- ", count: 5_000)) }
        var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let row = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            laughs += "a\(level): &a\(level) [\(row)]\n"
        }
        #expect(throws: YAMLSyntaxError.self) { try YAMLParser.parse(laughs) }
    }

    @Test("collections are written in block style, sequences in mappings without indentation")
    func blocks() throws {
        let node = YAMLNode.mapping([
            .init(quoted("a"), .sequence([quoted("x"), .mapping([.init(quoted("k"), quoted("v"))])])),
            .init(quoted("b"), .sequence([])), .init(quoted("c"), .mapping([])),
            .init(quoted("d"), .scalar(YAMLScalar("one\ntwo\n", style: .literal))),
        ])
        #expect(
            try YAMLWriter.text(node) == """
                "a":
                - "x"
                - "k": "v"
                "b": []
                "c": {}
                "d": |
                  one
                  two

                """)
    }

    @Test("a literal text that cannot stand line by line is quoted", arguments: ["a \nb", "tab\u{1}\n"])
    func quoting(text: String) throws {
        let written = try YAMLWriter.text(.scalar(YAMLScalar(text, style: .literal)))
        #expect(written.hasPrefix("\""))
        #expect(try YAMLParser.parse(written) == quoted(text))
    }
}
