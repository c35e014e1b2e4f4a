import Diagnostics
import Testing

@testable import GoTemplate

@Suite struct GoTemplateTests {
    static let data: GoValue = .map([
        "Name": .string("vm"), "Port": .int(8080), "On": .bool(true), "Empty": .string(""),
        "List": .list([.string("a"), .string("b")]), "Map": .map(["k": .string("v"), "j": .int(1)]),
    ])
    static let functions: [String: GoFunction] = [
        "upper": { arguments in
            guard case .string(let text)? = arguments.first else { throw GoFunctionError("no text") }
            return .string(text.uppercased())
        },
        "fails": { _ in throw GoFunctionError("nothing works") },
    ]

    private func render(_ source: String) throws -> String {
        try GoTemplate(source).render(data: Self.data, functions: Self.functions)
    }

    static let renderings = [
        ("plain { text } }}", "plain { text } }}"), ("http://{{ .Name }}:{{.Port}}/", "http://vm:8080/"),
        ("{{ .Missing }}", "<no value>"), ("{{ .Map.k }}{{ .Map.j }}", "v1"), ("{{ .Map }}", "map[j:1 k:v]"),
        ("{{ .List }}", "[a b]"), ("{{ $.Name }}", "vm"), ("{{ . | len }}", "6"),
        ("{{ upper .Name }}{{ .Name | upper }}", "VMVM"), ("{{ (upper .Name) | printf \"%5s|\" }}", "   VM|"),
        ("{{ if .On }}y{{ else }}n{{ end }}", "y"), ("{{ if .Empty }}y{{ else if .On }}z{{ else }}n{{ end }}", "z"),
        ("{{ if and .On (eq .Port 8080) }}y{{ end }}", "y"), ("{{ if or .Empty .Missing }}y{{ end }}", ""),
        ("{{ range .List }}<{{ . }}>{{ end }}", "<a><b>"),
        ("{{ range $i, $e := .List }}{{ $i }}={{ $e }},{{ end }}", "0=a,1=b,"),
        ("{{ range $k, $v := .Map }}{{ $k }}={{ $v }} {{ end }}", "j=1 k=v "),
        ("{{ range .Empty2 }}x{{ else }}none{{ end }}", "none"),
        ("{{ range .List }}{{ if eq . \"b\" }}{{ break }}{{ end }}{{ . }}{{ end }}", "a"),
        ("{{ range .List }}{{ if eq . \"a\" }}{{ continue }}{{ end }}{{ . }}{{ end }}", "b"),
        ("{{ with .Map }}{{ .k }}{{ $.Name }}{{ end }}", "vvm"), ("{{ with .Missing }}x{{ else }}y{{ end }}", "y"),
        ("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
        ("a {{- 1 -}} b", "a1b"), ("a {{/* no */}} b", "a  b"), ("a {{- /* no */ -}} b", "ab"), ("{{-1}}", "-1"),
        ("{{ `raw\\n` }}{{ \"q\\t\\u00e9\" }}{{ 'a' }}", "raw\\nq\té97"),
        ("{{ 1.5 }} {{ 0x10 }} {{ 1e7 }}", "1.5 16 1e+07"),
        ("{{ index .Map \"k\" }}{{ index .List 1 }}", "vb"), ("{{ slice .Name 1 }}{{ slice \"abcd\" 1 3 }}", "mbc"),
        ("{{ print 1 2 \"a\" 3 }}", "1 2a3"),
        ("{{ not .On }} {{ ne 1 2 }} {{ lt \"a\" \"b\" }} {{ ge 2 2 }}", "false true true true"),
        ("{{ html \"<a&'>\" }} {{ urlquery \"a b/é\" }}", "&lt;a&amp;&#39;&gt; a+b%2F%C3%A9"),
        ("{{ js \"'<\\n\" }}", "\\'\\u003C\\u000A"), ("{{\n.Name\n}}", "vm"),
        ("{{ eq .Name \"x\" \"vm\" }}", "true"),
    ]

    @Test(arguments: renderings)
    func `renders as Go does`(source: String, expected: String) throws {
        #expect(try render(source) == expected)
    }

    static let faults = [
        ("{{ .Name", "line 1, column 1: unclosed action"),
        ("{{ if .On }}", "line 1, column 4: this block has no {{end}}"),
        ("a\nb {{ nope }}", "line 2, column 6: function \"nope\" not defined"), ("{{ end }}", "unexpected {{end}}"),
        ("{{ $x }}", "undefined variable \"$x\""), ("{{ fails }}", "error calling fails: nothing works"),
        ("{{ .Name.A }}", "can't evaluate field A in type string"), ("{{ .X.Y }}", "nil data"),
        ("{{ \"a }}", "unterminated quoted string"), ("{{ index .List 5 }}", "index out of range: 5"),
        ("{{ lt 1 \"a\" }}", "incompatible types"), ("{{ /* }}", "unclosed comment"), ("{{ 1x }}", "bad number syntax"),
        ("{{ .Name 1 }}", "is no function"), ("{{ ; }}", "unexpected character"), ("{{}}", "missing value"),
        ("{{ break }}", "outside {{range}}"), ("{{ (1 }}", "unclosed left paren"),
        ("{{ template \"x\" }}", "is not supported"),
    ]

    @Test(arguments: faults)
    func `says where a template is wrong`(source: String, expected: String) throws {
        let error = #expect(throws: DiagnosticError.self) { try render(source) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test func `stops templates that write without end`() {
        let loop = "{{ range 1000000 }}{{ range 1000000 }}x{{ end }}{{ end }}"
        #expect(throws: DiagnosticError.self) { try render(loop) }
    }

    @Test func `refuses deep nesting`() {
        let deep = "{{" + String(repeating: "(", count: 10_000) + "1"
        #expect(throws: DiagnosticError.self) { try render(deep) }
    }

    @Test func `names the functions a template needs`() throws {
        #expect(try GoTemplate("{{ if x }}{{ y 1 | z }}{{ end }}").functionNames == ["x", "y", "z"])
    }
}
