import Testing

@testable import Templates

@Suite struct ActionTranslationTests {
    static let steps: [(String, String)] = [
        ("plain", #""plain""#), ("", #""""#), ("{{user `a`}}", "var.a"), ("{{ user \"a\" }}", "var.a"),
        ("x{{user `a`}}y{{user `b c`}}", #""x${var.a}y${var.b_c}""#), ("{{user `a` | upper}}", "upper(var.a)"),
        ("{{upper (user `a`)}}", "upper(var.a)"), ("{{build `ID`}}", "build.ID"), ("{{build_name}}", "source.name"),
        ("{{template_dir}}/x", #""${abspath(path.root)}/x""#), ("{{isotime `2006`}}", #"legacy_isotime("2006")"#),
        ("{{split `a-b` `-` 1}}", #"split("-", "a-b")[1]"#),
        ("{{replace_all `a` `b` `c`}}", #"replace("c", "a", "b")"#),
        ("{{timestamp}} {{uuid}} {{.Vars}}", #""{{timestamp}} {{uuid}} {{.Vars}}""#),
        ("${x} %{y} \" \\ \n\u{1}", #""$${x} %%{y} \" \\ \n\u0001""#), ("$${", #""$$${""#),
        ("{{`}}`}}{{user `a`}}", #""{{`}}`}}${var.a}""#), ("{{ open", #""{{ open""#), ("}}", #""}}""#),
        ("{{user `c`}}", "local.c"),
    ]

    @Test(arguments: steps)
    func `says in HCL2 what means the same there`(text: String, expected: String) {
        var translation = ActionTranslation(.step) { $0 == "c" ? "local.c" : "var.\(HCLText.identifier($0))" }
        #expect(translation.expression(text) == expected)
        #expect(translation.problems.isEmpty)
    }

    @Test(arguments: [
        ("{{if user `a`}}x{{end}}", ["{{if user `a`}}"]), ("{{- user `a`}}", ["{{- user `a`}}"]),
        ("{{printf `%s` (user `a`)}}", ["{{printf `%s` (user `a`)}}"]), ("{{users `a`}}", []),
    ])
    func `notes variables in actions that stay`(text: String, problems: [String]) {
        var translation = ActionTranslation(.step) { "var.\($0)" }
        #expect(translation.expression(text) == "\"\(HCLText.escaped(text))\"")
        #expect(translation.problems == problems)
    }

    @Test func `knows what each place can refer to`() {
        func expression(_ text: String, _ place: ActionTranslation.Place) -> String {
            var translation = ActionTranslation(place) { "var.\($0)" }
            return translation.expression(text)
        }
        #expect(expression("{{env `A`}}", .variableDefault) == #"env("A")"#)
        #expect(expression("{{upper `A`}}", .variableDefault) == #""{{upper `A`}}""#)
        #expect(expression("{{build `ID`}}", .builder) == #""{{build `ID`}}""#)
        #expect(expression("{{build_name}}", .local) == #""{{build_name}}""#)
    }

    @Test(arguments: [("a", "a"), ("two words", "two_words"), ("1a", "_1a"), ("a.b-c", "a_b-c"), ("", "_"), ("é", "é")])
    func `makes names of anything`(text: String, name: String) {
        #expect(HCLText.identifier(text) == name)
    }
}
