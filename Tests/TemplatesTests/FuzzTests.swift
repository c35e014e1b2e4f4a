import ComponentAPI
import Diagnostics
import HCLSyntax
import HostOS
import Testing

@testable import Templates

/// Feeds broken templates through reading, evaluating and planning: whatever the bytes are, the answer is a plan or
/// diagnostics.
///
/// `INGOT_FUZZ` gives another number of inputs, `INGOT_FUZZ_SEED` another start.
struct FuzzTests {
    private static let inputs = Int(HostEnvironment.variables["INGOT_FUZZ"] ?? "") ?? 50_000
    private static let start = UInt64(HostEnvironment.variables["INGOT_FUZZ_SEED"] ?? "") ?? 1

    @Test("any bytes give a body or diagnostics whose ranges lie in the text")
    func syntax() {
        var mutator = TemplateMutator(seed: Self.start)
        for _ in 0..<Self.inputs {
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
        var mutator = TemplateMutator(seed: Self.start &+ 1)
        let world = TemplateFixture.world()
        let renderer = DiagnosticRenderer()
        try withFolder { folder in
            var answered = 0
            for _ in 0..<max(1, Self.inputs / 50) {
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
        let folder = try makeTemporaryDirectory(prefix: "fuzz")
        defer { try? HostFiles.removeTree(folder) }  // What is left over in the temporary folder fails no test.
        try body(folder)
    }
}

/// Makes broken templates out of a sound one, the same ones for the same seed.
struct TemplateMutator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
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
    private static let inserts = Array("\"'{}[]()$%~\\<>=-.*#/\n\r\0é\u{2019}&|?:,;`EOT19".utf8)

    private mutating func random(_ bound: Int) -> Int {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

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
        mutated(Self.seed)
    }

    /// The next block.
    mutating func nextPiece() -> [UInt8] {
        mutated(Self.pieces[random(Self.pieces.count)])
    }

    /// The text with a few bytes removed, replaced, inserted, doubled or moved.
    private mutating func mutated(_ text: [UInt8]) -> [UInt8] {
        var bytes = text
        for _ in 0...random(6) where bytes.count > 1 {
            let place = random(bytes.count)
            let other = random(bytes.count)
            switch random(6) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = UInt8(random(256))
            case 2: bytes.insert(Self.inserts[random(Self.inserts.count)], at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(30)))
            case 4: bytes.insert(contentsOf: bytes[other..<min(bytes.count, other + 1 + random(40))], at: place)
            default: bytes.swapAt(place, other)
            }
        }
        return bytes
    }
}
