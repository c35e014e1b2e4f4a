import ComponentAPI
import Diagnostics
import Glibc
import Testing

@testable import Templates

/// The work for a template must grow as its length does: measured as processor time of this thread, which does not
/// depend on what else the machine does.
struct ScalingTests {
    /// A template of about as many lines as asked for: variables, a chain of locals, sources and builds.
    static func text(lines: Int) -> String {
        (0..<lines / 18).map { number in
            """
            variable "v\(number)" {
              type    = string
              default = "value \(number)"
            }
            locals {
              l\(number) = "${var.v\(number)}\(number == 0 ? "" : "${length(local.l\(number - 1)) > 0}")"
            }
            source "machine" "s\(number)" {
              size  = \(number) + 1
              label = upper("${var.v\(number)}-${source.name}")
              tags  = { a = "é${local.l\(number)}" }
            }
            build {
              sources = ["source.machine.s\(number)"]
              provisioner "shell" {
                inline = ["echo ${build.ID}", var.v\(number)]
              }
            }

            """
        }.joined()
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func seconds(_ lines: Int) throws -> Double {
        let fixture = TemplateFixture(Self.text(lines: lines))
        let start = Self.processorSeconds
        let outcome = try fixture.read()
        #expect(outcome.lines.isEmpty)
        #expect(outcome.names.count == lines / 18)
        return Self.processorSeconds - start
    }

    /// Variables and builders in the legacy format, which use each other.
    static func legacyText(lines: Int) -> String {
        let numbers = 0..<lines / 2
        let variables = numbers.map { #""v\#($0)": "value \#($0)""# }
        let builders = numbers.map { #"{"type": "box", "name": "b\#($0)", "text": "{{user `v\#($0)`}}"}"# }
        return """
            {"variables": {\(variables.joined(separator: ",\n"))},
            "builders": [\(builders.joined(separator: ",\n"))]}
            """
    }

    private func legacySeconds(_ lines: Int) throws -> Double {
        let text = Self.legacyText(lines: lines)
        let start = Self.processorSeconds
        let outcome = try Outcome(text)
        #expect(outcome.diagnostics.isEmpty)
        #expect(outcome.builds.count == lines / 2)
        return Self.processorSeconds - start
    }

    /// What else is in the caches makes a reading dearer, never cheaper: of three, the cheapest is told.
    private func expectGrowth(of seconds: (Int) throws -> Double) throws {
        _ = try seconds(200)
        let short = try (0..<3).map { _ in try seconds(1_000) }.min() ?? 0
        let long = try (0..<3).map { _ in try seconds(8_000) }.min() ?? 0
        #expect(long < 16 * short, "1,000 lines took \(short) s, 8,000 lines \(long) s")
    }

    @Test("eight times the lines take about eight times the work, not its square")
    func linear() throws {
        try expectGrowth(of: seconds)
        try expectGrowth(of: legacySeconds)
    }

    @Test("hundreds of mistakes are told, each with its place")
    func manyErrors() throws {
        let text = (0..<150).map { "locals {\n  a\($0) = local.b\($0)\n  c\($0) = var.d\($0)\n}\n" }.joined()
        let outcome = try TemplateFixture(text).read()
        #expect(outcome.diagnostics.count == 300)
    }
}
