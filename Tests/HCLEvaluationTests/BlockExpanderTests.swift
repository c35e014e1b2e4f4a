import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues
import Testing

struct BlockExpanderTests {
    private let scope = EvaluationScope(
        variables: ["var": .object(["later": .unknown(), "pair": .map(of: .string, ["k": .string("v")])])],
        context: .init(templateDirectory: "", workingDirectory: ""))

    private func expand(_ text: String) -> ([ScopedBlock], [Diagnostic]) {
        let (file, diagnostics) = HCLParser.parseFile(text, name: "t")
        #expect(diagnostics.isEmpty)
        return BlockExpander.expand(file.body, in: scope)
    }

    private func dynamic(_ arguments: String) -> String {
        "before {}\ndynamic \"disk\" {\n\(arguments)\n}\nafter {}\n"
    }

    @Test("one block is made for each element, in place, with the iterator in its scope")
    func elements() {
        let (blocks, diagnostics) = expand(
            dynamic("for_each = [\"a\", \"b\"]\nlabels = [disk.value, \"x\"]\ncontent {\nname = disk.key\n}"))
        #expect(diagnostics.isEmpty)
        #expect(blocks.map(\.block.header) == ["before", "disk \"a\" \"x\"", "disk \"b\" \"x\"", "after"])
        let names = blocks[1...2].map {
            $0.scope.evaluate($0.block.body.attributes[0].expression).0.numberValue?.exactInt
        }
        #expect(names == [0, 1])
    }

    @Test("nested dynamic blocks see the outer iterator")
    func nesting() {
        let (blocks, _) = expand(
            """
            dynamic "a" {
              for_each = var.pair
              iterator = outer
              content {
                dynamic "b" {
                  for_each = [1]
                  labels = ["${outer.key}${outer.value}${b.value}"]
                  content {}
                }
              }
            }
            """)
        let (inner, diagnostics) = BlockExpander.expand(blocks[0].block.body, in: blocks[0].scope)
        #expect(diagnostics.isEmpty)
        #expect(inner.map(\.block.header) == ["b \"kv1\""])
    }

    @Test("an unknown collection makes one block of unknown content")
    func unknown() {
        let (blocks, diagnostics) = expand(dynamic("for_each = var.later\ncontent {\nx = disk.value\n}"))
        #expect(diagnostics.isEmpty)
        #expect(blocks[1].isUnknown)
        #expect(blocks[1].scope.evaluate(blocks[1].block.body.attributes[0].expression).0.isUnknown)
    }

    @Test(
        "a mistake in a dynamic block is named",
        arguments: [
            ("content {}", "Missing required argument"), ("for_each = []", "Missing dynamic content block"),
            ("for_each = null\ncontent {}", "Invalid dynamic for_each value"),
            ("for_each = 1\ncontent {}", "Invalid dynamic for_each value"),
            ("for_each = []\ncontent {}\ncontent {}", "Extraneous dynamic content block"),
            ("for_each = []\niterator = 1\ncontent {}", "Invalid expression"),
            ("for_each = []\nfoo = 1\ncontent {}", "Unsupported argument"),
            ("for_each = [1]\nlabels = [null]\ncontent {}", "Invalid dynamic block labels"),
        ])
    func mistake(arguments: String, summary: String) {
        let (_, diagnostics) = expand(dynamic(arguments))
        #expect(diagnostics.map(\.summary) == [summary])
    }
}
