import BuildEvents
import ComponentAPI
import Diagnostics
import HCLValues
import Testing

@testable import Templates

struct ValueGraphTests {
    private func lines(_ text: String) throws -> [String] {
        try TemplateFixture(text).read().lines
    }

    @Test("locals are evaluated after what they refer to, across blocks and whatever their order")
    func order() throws {
        let outcome = try TemplateFixture(
            """
            locals {
              c = "${local.b}c"
              a = "a"
            }
            local "b" {
              expression = "${local.a}b"
            }
            """
        ).read()
        #expect(outcome.lines.isEmpty)
        #expect(outcome.local("c") == .string("abc"))
    }

    @Test("a circle is told once, as the chain of its names")
    func cycle() throws {
        let outcome = try TemplateFixture(
            "locals {\n  ok = 1\n  a = local.b\n  b = [for x in local.c : x]\n  c = { k = try(local.a, 1) }\n  d = local.a\n}"
        ).read()
        #expect(outcome.lines == ["t.pkr.hcl:3:3 Cyclic values"])
        #expect(
            outcome.details == [
                "These values refer to each other in a circle: local.a -> local.b -> local.c -> local.a."
            ])
        #expect(outcome.local("ok") == .number(1))
        #expect(outcome.local("d")?.isUnknown == true)
    }

    @Test("a value that refers to itself, and two circles, are all told")
    func cycles() throws {
        let outcome = try TemplateFixture(
            "locals {\n  a = local.a\n  b = local.c\n  c = local.b\n}\ndata \"shout\" \"x\" {\n  input = local.d\n}\n"
                + "local \"d\" {\n  expression = data.shout.x.output\n}"
        ).read()
        #expect(
            outcome.details == [
                "These values refer to each other in a circle: data.shout.x -> local.d -> data.shout.x.",
                "The value of local.a refers to itself.",
                "These values refer to each other in a circle: local.b -> local.c -> local.b.",
            ])
    }

    @Test(
        "a reference to nothing is told where it stands, with the name that may be meant",
        arguments: [
            (
                "locals {\n  disk = 1\n  a = local.dsik\n}", "t.pkr.hcl:3:7 Undefined local value",
                " Did you mean \"local.disk\"?"
            ),
            ("locals {\n  a = local.zz\n}", "t.pkr.hcl:2:7 Undefined local value", "named \"zz\"."),
            ("locals {\n  a = try(local.gone, 1)\n}", "t.pkr.hcl:2:11 Undefined local value", "\"gone\"."),
            ("locals {\n  a = data.shout.x.output\n}", "t.pkr.hcl:2:7 Undefined data source", "\"shout\" \"x\"."),
            ("locals {\n  a = data.shout\n}", "t.pkr.hcl:2:7 Undefined data source", "\"NAME\"."),
            ("locals {\n  a = local\n}", "t.pkr.hcl:2:7 Invalid reference", "first."),
            ("locals {\n  a = 1\n  b = local[\"a\"]\n}", "", ""),
            (
                "locals {\n  size = 1\n  b = var.nope\n}", "t.pkr.hcl:3:10 Unsupported attribute",
                "no input variable named \"nope\"."
            ),
        ])
    func missing(text: String, line: String, ending: String) throws {
        let outcome = try TemplateFixture(text).read()
        #expect(outcome.lines == (line.isEmpty ? [] : [line]))
        #expect(outcome.details.allSatisfy { $0.hasSuffix(ending) })
    }

    @Test("all locals that fail are told, and those that depend on them are not blamed")
    func allAtOnce() throws {
        let outcome = try TemplateFixture(
            "locals {\n  a = 1 / 0\n  b = local.a + 1\n  c = nosuch(1)\n  d = \"${local.c}!\"\n}"
        ).read()
        #expect(outcome.lines == ["t.pkr.hcl:2:7 Operation failed", "t.pkr.hcl:4:7 Call to unknown function"])
    }

    @Test(
        "a local block is checked like any other",
        arguments: [
            ("local \"a\" {}", "t.pkr.hcl:1:1 Missing required argument"),
            ("local \"a\" {\n  expression = 1\n  sensitiv = true\n}", "t.pkr.hcl:3:3 Unsupported argument"),
            ("local \"a b\" {\n  expression = 1\n}", "t.pkr.hcl:1:7 Invalid name"),
            ("local \"a\" {\n  expression = 1\n}\nlocals {\n  a = 1\n}", "t.pkr.hcl:5:3 Duplicate local definition"),
            ("locals {\n  a {}\n}", "t.pkr.hcl:2:3 Unsupported block type"),
        ])
    func blocks(text: String, line: String) throws {
        #expect(try lines(text) == [line])
    }

    @Test("what is sensitive is masked in values that diagnostics show, and given to the redactor")
    func sensitive() throws {
        var fixture = TemplateFixture(
            "variable \"p\" {\n  default = \"hunter2\"\n  sensitive = true\n}\nlocal \"q\" {\n  expression = \"pass-word\"\n"
                + "  sensitive = true\n}\nlocals {\n  a = var.p + 1\n  b = local.q + 1\n  c = upper(var.p)\n}")
        let redactor = Redactor()
        fixture.world = TemplateFixture.world(redactor: redactor)
        let outcome = try fixture.read()
        #expect(
            outcome.diagnostics.map(\.values) == [
                [.init(name: "var.p", value: "(sensitive value)")],
                [.init(name: "local.q", value: "(sensitive value)")],
            ])
        for secret in ["hunter2", "pass-word", "HUNTER2"] {
            #expect(!redactor.redact("x \(secret) y").contains(secret))
        }
    }

    @Test("a chain of thousands of locals needs no deep stack")
    func longChain() throws {
        let text =
            "locals {\n  a0 = 1\n" + (1..<5_000).map { "  a\($0) = local.a\($0 - 1)\n" }.reversed().joined() + "}\n"
        let outcome = try TemplateFixture(text).read()
        #expect(outcome.lines.isEmpty)
        #expect(outcome.local("a4999") == .number(1))
    }
}

struct DataSourceTests {
    private static let text = """
        locals {
          before = "hello"
          after  = "${data.shout.b.output}!"
        }
        data "shout" "b" {
          input = "${data.shout.a.output} world"
        }
        data "shout" "a" {
          input = local.before
        }
        """

    @Test("data sources and locals use each other once values are fetched")
    func fetching() async throws {
        let outcome = try await TemplateFixture(Self.text).fetch()
        #expect(outcome.lines.isEmpty)
        #expect(outcome.local("after") == .string("HELLO WORLD!"))
    }

    @Test("without fetching, what data sources give is unknown but has its type")
    func unknown() throws {
        let outcome = try TemplateFixture(Self.text + "\nlocals {\n  bad = data.shout.a.outputs\n}").read()
        #expect(outcome.local("after")?.isUnknown == true)
        #expect(outcome.lines == ["t.pkr.hcl:12:21 Unsupported attribute"])
    }

    @Test("a data source that fails is told with its block, and what depends on it is not blamed")
    func failure() async throws {
        let outcome = try await TemplateFixture(
            "data \"shout\" \"x\" {\n  input = \"fail\"\n}\nlocals {\n  y = \"${data.shout.x.output}\"\n}"
        ).fetch()
        #expect(outcome.diagnostics.map(\.summary) == ["Data source failed"])
        #expect(outcome.details == ["data.shout.x could not be read: nobody answers"])
    }

    @Test(
        "the block of a data source is checked",
        arguments: [
            ("data \"shout\" \"x\" {}", "t.pkr.hcl:1:1 Missing required argument"),
            ("data \"shuot\" \"x\" {}", "t.pkr.hcl:1:1 Unknown data source type \"shuot\""),
            ("data \"shout\" \"x\" {\n  inptu = 1\n}", "t.pkr.hcl:2:3 Unsupported argument"),
            ("data \"shout\" {\n  input = 1\n}", "t.pkr.hcl:1:1 Missing name for data"),
            (
                "data \"shout\" \"x\" {\n  input = 1\n}\ndata \"shout\" \"x\" {\n  input = 1\n}",
                "t.pkr.hcl:4:1 Duplicate data block"
            ),
            ("data \"shout\" \"x\" {\n  input = \"${source.name}\"\n}", ""),
        ])
    func block(text: String, line: String) throws {
        #expect(try TemplateFixture(text).read().lines == (line.isEmpty ? [] : [line]))
    }
}
