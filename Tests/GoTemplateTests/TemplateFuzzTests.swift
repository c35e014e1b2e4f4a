import Diagnostics
import TestSupport
import Testing

@testable import GoTemplate

/// Damaged templates are rendered, or told to be wrong at a place inside them.
@Suite struct TemplateFuzzTests {
    private static let seeds = [
        "{{ user `name` }}-{{timestamp}}", "{{ .Path | printf \"%s-%05d\" 3 }}",
        "{{ if and .A (not .B) }}x{{ else if eq 1 2 }}y{{ else }}z{{ end }}",
        "{{ range $i, $e := .List }}{{ $i }}={{ $e }},{{ else }}none{{ end }}",
        "{{- with .Map -}} {{ .k }} {{- end }}{{/* comment */}}",
        "{{ define \"T\" }}{{ . }}{{ end }}{{ template \"T\" . }}",
        "{{ index .List 0 }}{{ len .Map }}{{ printf \"%q %v %x\" \"a\\n\" true 255 }}",
        "{{ $x := 1.5e3 }}{{ $x }}{{ 'c' }}{{ nil }}",
        "chmod +x {{.Path}}; {{.Vars}} {{.Path}}",
        "{{ slice \"abc\" 1 2 }}{{ html \"<\" }}{{ js \"'\" }}{{ urlquery \"a b\" }}",
    ]
    private static let pieces = [
        "{{", "}}", "{{-", "-}}", "{", "}", "|", "(", ")", "\"", "`", "'", "\\", ".", "$", ":=", "=", ",", " ", "\n",
        "if ",
        "else", "end", "range ", "with ", "template ", "define ", "block ", "break", "continue", "and ", "or ", "not ",
        "index ", "printf ", "print ", "len ", "0x", "1e999", "-1", "%*d", "%!", "%[9]d", "é", "\u{0}", "/*", "*/",
    ]
    private static let data = GoValue.map([
        "Path": .string("/tmp/é"), "Vars": .string("A='1' "), "A": .bool(true), "B": .int(0),
        "List": .list([.int(1), .string("b"), .none]), "Map": .map(["k": .double(0.5)]),
    ])
    private static let functions: [String: GoFunction] = [
        "user": { $0.first ?? .none }, "timestamp": { _ in .int(1) },
    ]

    @Test func `any template gives a text or a fault inside of it`() throws {
        var numbers = Fuzzing.numbers("go template")
        var rendered = 0
        for _ in 0..<Fuzzing.count(percent: 7) {
            let text = numbers.damaged(numbers.pick(Self.seeds), changes: 4, pieces: Self.pieces)
            do {
                let output = try GoTemplate(text).render(data: Self.data, functions: Self.functions)
                rendered += 1
                if output.utf8.count > 1_000_000 { Issue.record("\(text.debugDescription) writes a megabyte") }
            } catch let error as DiagnosticError {
                if error.diagnostics.isEmpty { Issue.record("no word about \(text.debugDescription)") }
            }
        }
        #expect(rendered > 0)
    }
}
