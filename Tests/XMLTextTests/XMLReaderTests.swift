import Testing
import XMLText

@Suite struct XMLReaderTests {
    private func read(_ text: String) throws -> XMLElement { try XMLReader.document(Array(text.utf8)) }

    @Test func `a document becomes a tree with namespaces`() throws {
        let root = try read(
            """
            <?xml version="1.0"?><!-- a -- comment --><a:r xmlns:a="urn:a" xmlns="urn:d" k='1 "2"'>
            <n a:k="&lt;&#65;&#x42;&amp;"/>x<![CDATA[<y>]]>z<m xmlns="">&quot;&apos;</m></a:r>
            """)
        #expect(root.namespace == "urn:a")
        #expect(root.name == "r")
        #expect(root.attributes == ["k": "1 \"2\""])
        #expect(root.children.map(\.namespace) == ["urn:d", ""])
        #expect(root.children[0].attributes == ["a:k": "<AB&"])
        #expect(root.text == "\nx<y>z")
        #expect(root.child("m", "")?.text == "\"'")
    }

    @Test(
        arguments: [
            "", "text", "<a>", "<a></b>", "<a></a><b/>", "<a/>x", "<a b></a>", "<a b=1/>", "<a b='1' b='2'/>",
            "<a b='1'c='2'/>", "<a>&undefined;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>& </a>", "<a b='<'/>",
            "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<a><!DOCTYPE b></a>", "<p:a/>", "<a:b:c xmlns:a='u'/>",
            "<a><?pi x?></a>", "<1a/>", "<a", "<a b='", "<a><![CDATA[x</a>", "<a>\u{1}</a>",
            String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65),
        ])
    func `what is no XML, or more than is needed, is refused`(text: String) {
        #expect(throws: XMLError.self) { try read(text) }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(throws: XMLError.self) {
            try XMLReader.document(Array("<a>".utf8) + [0xC3, 0x28] + Array("</a>".utf8))
        }
    }

    @Test func `escaped text comes back as it was`() throws {
        let text = "a<b>&\"'c\r\nd\te \u{1F600}ü"
        let escaped = try XMLCharacters.escaped(text)
        #expect(try read("<a b=\"\(escaped)\">\(escaped)</a>").text == text)
        #expect(try read("<a b=\"\(escaped)\">\(escaped)</a>").attributes["b"] == text)
        #expect(throws: XMLError.self) { try XMLCharacters.escaped("a\u{0}b") }
        #expect(XMLCharacters.escapedReplacing("a<b>&\"\u{1}") == "a&lt;b&gt;&amp;&quot;\u{FFFD}")
    }

    @Test func `an element is found wherever it is, the first one of several`() throws {
        let root = try read("<a><b><c>1</c></b><c>2</c></a>")
        #expect(root.first { $0.name == "c" }?.text == "1")
        #expect(root.first { $0.name == "a" } == root)
        #expect(root.first { $0.name == "d" } == nil)
    }

    @Test func `damaged documents are read or refused, never more`() throws {
        let document = Array(
            """
            <s:E xmlns:s="urn:s" xmlns='d'><s:B k="v&amp;"><!-- c --><x>&#65;<![CDATA[y]]></x><e/></s:B></s:E>
            """.utf8)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            var bytes = document
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = bytes.indices.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: document.shuffled(using: &generator).prefix(3), at: place)
                }
            }
            _ = try? XMLReader.document(bytes)
        }
    }
}
