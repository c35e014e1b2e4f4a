import ComponentAPI
import Diagnostics
import HCLSyntax
import HostOS
import TestSupport
import Testing

@testable import Templates

/// Feeds broken templates through reading, evaluating and planning: whatever the bytes are, the answer is a plan or
/// diagnostics.
struct FuzzTests {
    @Test("any bytes give a body or diagnostics whose ranges lie in the text")
    func syntax() {
        var mutator = TemplateMutator("syntax")
        for _ in 0..<Fuzzing.count(percent: 44) {
            let bytes = mutator.nextPiece()
            let (file, diagnostics) = HCLParser.parseFile(bytes, name: "m")
            let isSound =
                diagnostics.count <= HCLParser.maximumDiagnostics
                && diagnostics.allSatisfy {
                    $0.subject.map { $0.start <= $0.end && $0.end.byte <= bytes.count } ?? true
                }
                && file.body.span.end <= bytes.count
            // Recorded only on failure: half a million recorded successes would take longer than the parsing.
            if !isSound { Issue.record("\(String(decoding: bytes, as: UTF8.self))") }
        }
    }

    @Test("any text that parses is evaluated and planned, or told to be wrong")
    func evaluation() throws {
        var mutator = TemplateMutator("evaluation")
        let world = TemplateFixture.world()
        let renderer = DiagnosticRenderer()
        try withFolder { folder in
            var answered = 0
            for _ in 0..<Fuzzing.count(percent: 2) {
                let bytes = mutator.next()
                try HostFiles.write(bytes, to: folder + "/t.pkr.hcl")
                let template = try LoadedTemplate(
                    path: folder + "/t.pkr.hcl", inputs: VariableInputs(), world: world)
                var diagnostics = template.diagnostics
                if template.isPlannable {
                    let planner = try BuildPlanner(
                        template, options: PlanOptions(environment: TemplateFixture.environment), world: world)
                    diagnostics += planner.diagnostics
                    answered += planner.plan.builds.count
                }
                for diagnostic in diagnostics { #expect(!renderer.render(diagnostic).isEmpty) }
            }
            #expect(answered > 0, "no mutation left a template valid: they are too wild to reach the planner")
        }
    }

    @Test(
        "nesting beyond the limit is told, in whatever it nests",
        arguments: [
            "(", "[", "{ a = ", "!", "-", "f(", "\"${", "[for x in ", "true ? 1 : ", "<<E\n${", "a[", "\"%{ if ",
        ])
    func depth(opening: String) {
        for count in [1_000, 50_000] {
            let text = "a = " + String(repeating: opening, count: count) + "\n"
            let (_, diagnostics) = HCLParser.parseFile(text, name: "m")
            #expect(diagnostics.containsError)
        }
        let (_, blocks) = HCLParser.parseFile(String(repeating: "a {\n", count: 20_000), name: "m")
        #expect(blocks.contains { $0.summary == "Nesting too deep" })
    }

    @Test("long chains of what does not nest are evaluated", arguments: ["1 + ", "true && ", "\"${1}\" == "])
    func chains(link: String) throws {
        let text = "locals {\n  a = " + String(repeating: link, count: 5_000) + "true\n}"
        _ = try TemplateFixture(text).read()
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = try makeTemporaryDirectory()
        defer { try? HostFiles.removeTree(folder) }  // What is left over in the temporary folder fails no test.
        try body(folder)
    }
}

/// Makes broken templates out of a sound one, the same ones for the same name.
struct TemplateMutator {
    private var numbers: SeededNumbers

    init(_ name: String) {
        numbers = Fuzzing.numbers(name)
    }

    private static let seed = Array(
        """
        packer {
          required_version = ">= 1.0"
        }
        variable "x" {
          type    = object({ a = optional(list(string), ["q"]), b = number })
          default = { b = 1.5e3 }
          validation {
            condition     = var.x.b > 2
            error_message = "Größer!"
          }
        }
        locals {
          l = [for k, v in { a = 1, b = 2 } : "${k}\\u00e9=${v}" if k != "c" && v <= 2]
          h = <<-EOT
            text ${max([1, 2]...)} $${no} %{ if true ~} y %{ else } z %{ endif }
            EOT
          o = { (local.l[0]) : !true ? -1 : null, q = var.x.a[*] } /* c */
        }
        data "shout" "d" {
          input = local.h
        }
        source "machine" "m" {
          size = 7 // comment
          tags = { n = source.name }
          dynamic "disk" {
            for_each = local.l
            content {
              label = disk.value
            }
          }
        }
        build {
          name    = "b"
          sources = ["source.machine.m"]
          provisioner "shell" {
            inline       = ["${build.ID}"]
            only         = ["machine.m"]
            pause_before = "1s"
          }
          post-processors {
            post-processor "manifest" {}
          }
        }

        """.utf8)
    private static let inserts =
        "\"'{}[]()$%~\\<>=-.*#/\n\r\0é\u{2019}&|?:,;`19".map { Array(String($0).utf8) }
        + ["${", "%{", "<<-E\n", "EOT", "for ", "[*]", "...", "=> ", "null", "1e999"].map { Array($0.utf8) }

    /// The blocks of the template, each alone.
    private static let pieces: [[UInt8]] = {
        var pieces: [[UInt8]] = [[]]
        for line in seed.split(separator: UInt8(ascii: "\n")) {
            pieces[pieces.count - 1] += line + [UInt8(ascii: "\n")]
            if line.first == UInt8(ascii: "}") { pieces.append([]) }
        }
        return pieces.filter { !$0.isEmpty }
    }()

    /// The next whole template.
    mutating func next() -> [UInt8] {
        numbers.damaged(Self.seed, changes: 6, pieces: Self.inserts)
    }

    /// The next block.
    mutating func nextPiece() -> [UInt8] {
        numbers.damaged(numbers.pick(Self.pieces), changes: 6, pieces: Self.inserts)
    }
}
