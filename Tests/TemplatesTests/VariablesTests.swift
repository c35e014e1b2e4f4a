import Diagnostics
import HCLValues
import Testing

@testable import Templates

struct VariablesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var lines: [String]
        var testDescription: String { text }

        init(_ text: String, _ lines: String...) {
            self.text = text
            self.lines = lines
        }
    }

    @Test(
        "a declaration that cannot hold is told with its place",
        arguments: [
            Case("variable \"x\" {}", "t.pkr.hcl:1:1 Unset variable \"x\""),
            Case("variable \"x\" {\n  default = null\n}"),
            Case(
                "variable \"x\" {\n  type = strin\n}", "t.pkr.hcl:2:10 Invalid type specification",
                "t.pkr.hcl:1:1 Unset variable \"x\""),
            Case(
                "variable \"x\" {\n  type    = number\n  default = \"many\"\n}",
                "t.pkr.hcl:3:13 Invalid default value for variable"),
            Case("variable \"1x\" {\n  default = 1\n}", "t.pkr.hcl:1:10 Invalid name"),
            Case("variable {\n  default = 1\n}", "t.pkr.hcl:1:1 Missing name for variable"),
            Case("variable \"a\" \"b\" {\n  default = 1\n}", "t.pkr.hcl:1:14 Extraneous label for variable"),
            Case(
                "variable \"x\" {\n  default = 1\n}\nvariable \"x\" {\n  default = 2\n}",
                "t.pkr.hcl:4:1 Duplicate variable"
            ),
            Case("variables {\n  a = 1\n}\nvariable \"a\" {\n  default = 1\n}", "t.pkr.hcl:4:1 Duplicate variable"),
            Case("variables {\n  b {}\n}", "t.pkr.hcl:2:3 Unsupported block type"),
            Case(
                "variable \"x\" {\n  defualt = 1\n}", "t.pkr.hcl:2:3 Unsupported argument",
                "t.pkr.hcl:1:1 Unset variable \"x\""),
            Case("variable \"x\" {\n  nullable = true\n  default = 1\n}", "t.pkr.hcl:2:3 Unsupported argument"),
            Case("variable \"x\" {\n  default = var.y\n}", "t.pkr.hcl:2:13 Variables not allowed"),
            Case("variable \"x\" {\n  default = upper(\"a\")\n}", "t.pkr.hcl:2:13 Call to unknown function"),
            Case("variable \"x\" {\n  default = env(\"HOME\")\n}"),
            Case("variable \"x\" {\n  default = try(1, 2)\n}", "t.pkr.hcl:2:13 Call to unknown function"),
            Case("variables {\n  x = can(1)\n}", "t.pkr.hcl:2:7 Call to unknown function"),
            Case("variable \"x\" {\n  default = convert(1, string)\n}", "t.pkr.hcl:2:13 Call to unknown function"),
            Case(
                "variable \"x\" {\n  sensitive = \"perhaps\"\n  default = 1\n}", "t.pkr.hcl:2:15 Unsuitable value type"),
        ])
    func declaration(_ example: Case) throws {
        #expect(try TemplateFixture(example.text).read().lines == example.lines)
    }

    @Test(
        "a rule must speak of its own variable, in a sentence, and give true or false",
        arguments: [
            Case(
                "condition = var.x > 1\nerror_message = \"Too small.\"",
                "t.pkr.hcl:2:11 Invalid value for default variable"),
            Case("condition = var.x < 9\nerror_message = \"Too large!\""),
            Case("condition = true\nerror_message = \"No.\"", "t.pkr.hcl:4:13 Invalid variable validation condition"),
            Case(
                "condition = var.y > 1\nerror_message = \"No.\"", "t.pkr.hcl:4:13 Invalid variable validation condition"
            ),
            Case(
                "condition = var.x < 9\nerror_message = \"no.\"", "t.pkr.hcl:5:17 Invalid validation error message"),
            Case("condition = var.x < 9\nerror_message = \"No\"", "t.pkr.hcl:5:17 Invalid validation error message"),
            Case("condition = var.x < 9\nerror_message = \"\"", "t.pkr.hcl:5:17 Invalid validation error message"),
            Case("condition = var.x < 9", "t.pkr.hcl:3:1 Missing required argument"),
            Case("condition = [var.x]\nerror_message = \"No.\"", "t.pkr.hcl:4:13 Invalid variable validation result"),
            Case("condition = var.x.y\nerror_message = \"No.\"", "t.pkr.hcl:4:18 Unsupported attribute"),
            Case(
                "condition = var.x < 9\nerror_message = \"No.\"\nlevel = 1", "t.pkr.hcl:6:1 Unsupported argument"),
            Case("condition = can(regex(\"^1$\", var.x))\nerror_message = \"One only.\""),
        ])
    func validation(_ example: Case) throws {
        let text = "variable \"x\" {\ndefault = 1\nvalidation {\n\(example.text)\n}\n}"
        #expect(try TemplateFixture(text).read().lines == example.lines)
    }

    @Test("every rule that does not hold is told, with the value at fault and the place of the rule")
    func severalRules() throws {
        let rule = { (test: String) in
            "  validation {\n    condition     = \(test)\n    error_message = \"Must be \(test).\"\n  }\n"
        }
        let text = "variable \"x\" {\n  default = 5\n\(rule("var.x > 7"))\(rule("var.x < 9"))\(rule("var.x == 6"))}"
        let outcome = try TemplateFixture(text).read()
        #expect(outcome.lines.count == 2)
        #expect(
            outcome.details.first
                == "Must be var.x > 7.\n\nThis was checked by the validation rule at t.pkr.hcl:4,21-30.")
        #expect(outcome.diagnostics.first?.values == [.init(name: "var.x", value: "5")])
    }

    @Test("a failed rule does not show a sensitive value, nor does a value of the wrong type")
    func sensitiveRule() throws {
        let text = """
            variable "x" {
              sensitive = true
              default   = "hunter2"
              validation {
                condition     = length(var.x) > 20
                error_message = "Too short."
              }
            }
            variable "y" {
              type      = list(number)
              sensitive = true
            }
            """
        var fixture = TemplateFixture(text)
        fixture.inputs.arguments = [("y", "[\"hunter2\"]")]
        let outcome = try fixture.read()
        #expect(
            outcome.diagnostics.map(\.summary) == ["Invalid value for variable", "Invalid value for default variable"])
        #expect(!outcome.diagnostics.contains { "\($0)".contains("hunter2") })
    }

    @Test("values win in the order default, environment, automatic files, named files, arguments")
    func precedence() throws {
        var fixture = TemplateFixture(
            files: [
                "t.pkr.hcl": ["a", "b", "c", "d", "e", "f"].map { "variable \"\($0)\" {\n  default = \"default\"\n}\n" }
                    .joined(),
                "b.auto.pkrvars.hcl": "c = \"auto b\"\nd = \"auto b\"\ne = \"auto b\"\nf = \"auto b\"\n",
                "a.auto.pkrvars.hcl": "c = \"auto a\"\n",
                "one.hcl": "d = \"one\"\ne = \"one\"\nf = \"one\"\n", "two.pkrvars.hcl": "e = \"two\"\n",
            ])
        fixture.variableFiles = ["one.hcl", "two.pkrvars.hcl"]
        fixture.inputs.environment = [
            "PKR_VAR_b": "env", "PKR_VAR_c": "env", "PKR_VAR_nobody": "x", "PACKER_x": "y",
        ]
        fixture.inputs.arguments = [("f", "first"), ("f", "last")]
        let outcome = try fixture.read()
        #expect(outcome.lines.isEmpty)
        let values = ["a", "b", "c", "d", "e", "f"].map { outcome.variable($0)?.stringValue }
        #expect(values == ["default", "env", "auto b", "one", "two", "last"])
    }

    @Test("a single file as template takes no automatic variable files")
    func singleFile() throws {
        var fixture = TemplateFixture(files: [
            "t.pkr.hcl": "variable \"a\" {\n  default = 1\n}", "x.auto.pkrvars.hcl": "a = 2",
        ])
        fixture.path = "t.pkr.hcl"
        #expect(try fixture.read().variable("a") == .number(1))
    }

    @Test("every assignment is checked for its type, but only the one that wins against the rules")
    func checksOfLosers() throws {
        var fixture = TemplateFixture(
            "variable \"n\" {\n  type = number\n  validation {\n    condition = var.n < 5\n    error_message = \"Small!\"\n  }\n}"
        )
        fixture.inputs.environment = ["PKR_VAR_n": "100"]
        fixture.inputs.arguments = [("n", "1")]
        #expect(try fixture.read().lines.isEmpty)
        fixture.inputs.environment = ["PKR_VAR_n": "many"]
        let outcome = try fixture.read()
        #expect(outcome.lines == ["t.pkr.hcl:1:1 Invalid value for variable"])
        #expect(outcome.details.first?.contains("the environment variable PKR_VAR_n") == true)
    }

    @Test(
        "text from outside is a string for strings and numbers, and an expression for other types",
        arguments: [
            ("string", "[1]", HCLValue.string("[1]")), ("number", "7", .number(7)), ("any", "true", .string("true")),
            ("bool", "true", .bool(true)),
            ("list(string)", "[\"a\", 1]", .list(of: .string, [.string("a"), .string("1")])),
            ("map(number)", "{ a = 1 }", .map(of: .number, ["a": .number(1)])),
            ("object({ a = optional(string, \"z\") })", "{}", .object(["a": .string("z")])),
        ])
    func outsideText(type: String, text: String, expected: HCLValue) throws {
        var fixture = TemplateFixture("variable \"x\" {\n  type = \(type)\n}")
        fixture.inputs.arguments = [("x", text)]
        let outcome = try fixture.read()
        #expect(outcome.lines.isEmpty)
        #expect(outcome.variable("x") == expected)
    }

    @Test("text from outside that is no expression is blamed on the argument it came in")
    func brokenText() throws {
        var fixture = TemplateFixture("variable \"x\" {\n  type = list(string)\n}")
        fixture.inputs.arguments = [("x", "[1,")]
        #expect(try fixture.read().diagnostics.first?.subject?.file == "<value for var.x from arguments>")
        fixture.inputs.arguments = [("x", "[local.a]")]
        #expect(try fixture.read().lines == ["<value for var.x from arguments>:1:2 Variables not allowed"])
    }

    @Test("names that nothing declares: an error on the command line, a warning in files if asked, else nothing")
    func undeclared() throws {
        var fixture = TemplateFixture(files: [
            "t.pkr.hcl": "variable \"disk\" {\n  default = 1\n}", "v.hcl": "dsik = 2\n",
        ])
        fixture.variableFiles = ["v.hcl"]
        #expect(try fixture.read().lines.isEmpty)
        fixture.inputs.warnsOfUndeclared = true
        #expect(try fixture.read().lines == ["v.hcl:1:1 warning: Undefined variable"])
        fixture.inputs.arguments = [("dsik", "2")]
        let outcome = try fixture.read()
        #expect(outcome.lines.last == "Undefined -var variable")
        #expect(outcome.details.last?.hasSuffix("Did you mean \"disk\"?") == true)
    }

    @Test("a variable file holds values only, and its name tells its syntax")
    func variableFiles() throws {
        var fixture = TemplateFixture(files: [
            "t.pkr.hcl": "variable \"a\" {\n  default = 1\n}", "v.hcl": "variable \"b\" {}\n", "v.txt": "a = 1",
            "w.hcl": "a = f(1)\n",
        ])
        fixture.variableFiles = ["v.hcl", "w.hcl", "missing.hcl"]
        #expect(
            try fixture.read().lines
                == [
                    "v.hcl:1:1 Variable declaration in a .pkrvar file", "w.hcl:1:5 Function calls not allowed",
                    "Failed to read file",
                ].sorted { $0.hasPrefix("F") && !$1.hasPrefix("F") })
        fixture.variableFiles = ["v.txt"]
        #expect(try fixture.read().lines.first?.hasPrefix("Could not guess format of") == true)
    }

    @Test("an unset variable says how to set it")
    func unset() throws {
        let advice = try TemplateFixture("variable \"disk\" {}").read().diagnostics.first?.advice
        #expect(advice == ["Give it with -var 'disk=VALUE', in a -var-file, or as PKR_VAR_disk."])
    }
}
