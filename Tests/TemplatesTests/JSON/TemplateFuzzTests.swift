import ComponentAPI
import Diagnostics
import HCLSyntax
import TestSupport
import Testing

@testable import Templates

/// Damaged templates end in a plan or in diagnostics, never in a crash; the damage is the same in every run.
@Suite struct TemplateFuzzTests {
    private static let fragments = [
        "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud800", "${", "%{", "}", "{{", "}}", "`", "null", "1e999",
        "-",
        "\"//\"", "dynamic", "\u{0}", "\u{FEFF}", "é", "${var.", "{{user `", "%{ for x in ", "type", "\n",
    ]

    static func mutated(_ bytes: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        numbers.damaged(bytes, changes: 2, pieces: fragments.map { Array($0.utf8) })
    }

    @Test(arguments: ["t.pkr.json", "t.json", "v.json"])
    func `any damage ends in a plan or in diagnostics`(name: String) throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        var random = Fuzzing.numbers(name)
        let isVariables = name == "v.json"
        if isVariables { try write(TemplateFormatsTests.native, to: "\(folder)/t.pkr.hcl") }
        let original = Array(
            (isVariables
                ? #"{"size": "4", "word": "a${1}b\u00e9"}"#
                : name == "t.json"
                    ? TemplateFormatsTests.legacy : TemplateFormatsTests.json).utf8)
        var (good, bad) = (0, 0)
        for _ in 0..<Fuzzing.count(percent: 1) {
            try write(Self.mutated(original, &random), to: "\(folder)/\(name)")
            let outcome =
                isVariables
                ? try Outcome(path: "\(folder)/t.pkr.hcl", files: ["\(folder)/v.json"])
                : try Outcome(path: "\(folder)/\(name)")
            for diagnostic in outcome.diagnostics {
                guard let subject = diagnostic.subject else { continue }
                let isPlace = subject.start <= subject.end && subject.start.line >= 1 && subject.start.column >= 1
                if !isPlace { Issue.record("\(diagnostic)") }
            }
            if outcome.diagnostics.containsError { bad += 1 } else { good += 1 }
        }
        #expect(good > 10)
        #expect(bad > 50)
    }
}
