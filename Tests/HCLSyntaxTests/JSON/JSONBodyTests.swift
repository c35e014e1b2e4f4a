import Diagnostics
import Testing

@testable import HCLSyntax

@Suite struct JSONBodyTests {
    static let shape: HCLBodyShape = {
        let component = HCLBodyShape(
            blocks: ["disk": HCLBodyShape.Block(HCLBodyShape())], expressions: ["type"], allowsDynamic: true)
        return HCLBodyShape(
            blocks: [
                "source": HCLBodyShape.Block(labels: ["type", "name"]) {
                    $0[0] == "plain" ? HCLBodyShape() : component
                },
                "build": HCLBodyShape.Block(
                    HCLBodyShape(
                        blocks: ["provisioner": HCLBodyShape.Block(labels: ["type"]) { _ in component }],
                        allowsDynamic: true)),
            ])
    }()

    static func parse(_ text: String) -> (HCLBody, [Diagnostic]) {
        let (file, diagnostics) = HCLParser.parseJSONFile(text, name: "t.pkr.json", shape: shape)
        return (file.body, diagnostics)
    }

    @Test(arguments: [
        (#"{"source": {"a": {"b": {}}}}"#, ["source \"a\" \"b\""]),
        (
            #"{"source": {"a": {"b": {}, "c": {}}, "d": {"e": {}}}}"#,
            ["source \"a\" \"b\"", "source \"a\" \"c\"", "source \"d\" \"e\""]
        ),
        (
            #"{"source": [{"a": {"b": {}}}, {"a": [{"c": {}}, {"d": {}}]}]}"#,
            ["source \"a\" \"b\"", "source \"a\" \"c\"", "source \"a\" \"d\""]
        ),
        (#"{"source": {"a": {"b": [{}, {}]}}}"#, ["source \"a\" \"b\"", "source \"a\" \"b\""]),
        (#"{"build": {}, "source": {"a": {"b": {}}}, "build": {}}"#, ["build", "source \"a\" \"b\"", "build"]),
        (#"{"build": [{}, {}]}"#, ["build", "build"]),
        (#"{"build": null}"#, []),
        (#"[{"build": {}}, {"build": {}}]"#, ["build", "build"]),
        (#"{"//": "nothing", "build": {"//": 1}}"#, ["build"]),
        ("\u{FEFF}{\"build\": []}", []),
    ])
    func `reads blocks and their labels`(text: String, headers: [String]) {
        let (body, diagnostics) = Self.parse(text)
        #expect(diagnostics.isEmpty)
        #expect(body.blocks.map(\.header) == headers)
        #expect(body.attributes.isEmpty)
    }

    @Test func `lets the labels decide what is a block`() {
        let (body, diagnostics) = Self.parse(
            #"{"source": {"plain": {"x": {"disk": {"size": 1}}}, "rich": {"y": {"disk": [{"size": 1}, {}]}}}}"#)
        #expect(diagnostics.isEmpty)
        #expect(body.blocks[0].body.attributes.map(\.name) == ["disk"])
        #expect(body.blocks[1].body.blocks.map(\.type) == ["disk", "disk"])
        #expect(body.blocks[1].body.blocks[0].body.attributes.map(\.name) == ["size"])
    }

    @Test func `reads dynamic blocks with the shape of what they make`() throws {
        let (body, diagnostics) = Self.parse(
            #"""
            {"build": {"dynamic": {"provisioner": {
              "for_each": "${var.list}", "iterator": "it", "labels": ["shell"],
              "content": {"disk": {}, "inline": ["echo ${it.value}"]}}}}}
            """#)
        #expect(diagnostics.isEmpty)
        let block = try #require(body.blocks.first?.body.blocks.first)
        #expect(block.header == "dynamic \"provisioner\"")
        #expect(block.body.attribute("iterator")?.expression.keyword == "it")
        #expect(block.body.attribute("for_each")?.expression.references.map(\.text) == ["var.list"])
        let content = try #require(block.body.blocks("content").first).body
        #expect(content.blocks.map(\.type) == ["disk"])
        #expect(content.attributes.map(\.name) == ["inline"])
    }

    @Test(arguments: [
        (#"{"source": 1}"#, "Incorrect JSON value type", 1, 12),
        (#"{"source": {"a": true}}"#, "Incorrect JSON value type", 1, 18),
        (#"{"source": {"a": {"b": "x"}}}"#, "Incorrect JSON value type", 1, 24),
        (#"{"source": [1]}"#, "Incorrect JSON value type", 1, 13),
        (#"{"build": [[]]}"#, "Incorrect JSON value type", 1, 12),
        (#"{"source": {}}"#, "Missing block label", 1, 12),
        (#"{"source": {"a": {}}}"#, "Missing block label", 1, 18),
        (#""text""#, "Incorrect JSON value type", 1, 1),
        ("{\n  \"x\": 1,\n  \"x\": 2}", "Duplicate argument", 3, 3),
        (#"{"x": {"k": 1, "k": 2}}"#, "Duplicate object attribute", 1, 16),
        ("{\"é\": \"é\" x}", "Invalid JSON", 1, 11),
        ("", "Invalid JSON", 1, 1),
    ])
    func `says what is wrong and where`(text: String, summary: String, line: Int, column: Int) throws {
        let (_, diagnostics) = Self.parse(text)
        let first = try #require(diagnostics.first)
        #expect(first.summary == summary)
        #expect([first.subject?.start.line, first.subject?.start.column] == [line, column])
        #expect(diagnostics.count == 1)
    }

    @Test func `tells the faults of several places at once`() {
        let text = """
            {
              "a": 1,
              "b": yes,
              // a comment, with a comma
              "c": [1, 2,],
              "d": {"e": 'x', "f": 1}
              "g": 2
            }
            """
        let (body, diagnostics) = Self.parse(text)
        #expect(diagnostics.map(\.summary) == Array(repeating: "Invalid JSON", count: 4))
        #expect(diagnostics.compactMap { $0.subject?.start.line } == [3, 4, 6, 7])
        #expect(body.attributes.isEmpty)
    }

    @Test func `points at the label, or at the object in an array`() throws {
        let (body, _) = Self.parse(
            #"{"build": [{"provisioner": [{"shell": {}}, {"file": {}}]}, {}]}"#)
        let place = { (block: HCLBlock) in (block.headerRange.start.column, block.headerRange.end.column) }
        #expect(place(body.blocks[0]) == (12, 13))
        #expect(place(body.blocks[1]) == (60, 61))
        #expect(body.blocks[0].body.blocks.map { $0.headerRange.start.column } == [30, 45])
    }

    @Test func `limits the depth of nesting`() {
        let deep = "{\"x\": " + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}"
        let (body, diagnostics) = Self.parse(deep)
        #expect(diagnostics.map(\.summary) == ["Invalid JSON"])
        #expect(body.attributes.isEmpty)
    }

    @Test func `counts the depth of templates on top of that of the values around them`() {
        let nested =
            String(repeating: "[", count: 150) + "\"${" + String(repeating: "(", count: 100) + "1"
            + String(repeating: ")", count: 100) + "}\"" + String(repeating: "]", count: 150)
        let (_, diagnostics) = Self.parse("{\"x\": \(nested)}")
        #expect(diagnostics.map(\.summary) == ["Nesting too deep"])
    }

    @Test func `tells a limited number of mistakes`() {
        let text = "{" + (0..<500).map { "\"a\($0)\": \"${\"" }.joined(separator: ",") + "}"
        #expect(Self.parse(text).1.count == HCLParser.maximumDiagnostics)
    }
}
