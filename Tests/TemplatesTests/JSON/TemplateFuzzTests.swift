import ComponentAPI
import Diagnostics
import HCLSyntax
import TestSupport
import Testing

@testable import Templates

/// Damaged templates end in a plan or in diagnostics, never in a crash; the damage is the same in every run.
@Suite struct TemplateFuzzTests {
    /// A generator that a seed determines (Marsaglia's xorshift with 64 bits).
    struct Shift: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private static let fragments = [
        "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud800", "${", "%{", "}", "{{", "}}", "`", "null", "1e999",
        "-",
        "\"//\"", "dynamic", "\u{0}", "\u{FEFF}", "é", "${var.", "{{user `", "%{ for x in ", "type", "\n",
    ]

    static func mutated(_ bytes: [UInt8], _ random: inout Shift) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...2, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2:
                bytes.insert(
                    contentsOf: Array(fragments[Int.random(in: 0..<fragments.count, using: &random)].utf8), at: place)
            case 3: bytes.removeLast(bytes.count - place)
            default:
                let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0..<bytes.count, using: &random))
            }
        }
        return bytes
    }

    @Test(arguments: [("t.pkr.json", 1 as UInt64), ("t.json", 2), ("v.json", 3)])
    func `any damage ends in a plan or in diagnostics`(name: String, seed: UInt64) throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        var random = Shift(state: seed &* 0x9E37_79B9_7F4A_7C15)
        let isVariables = name == "v.json"
        if isVariables { try write(TemplateFormatsTests.native, to: "\(folder)/t.pkr.hcl") }
        let original = Array(
            (isVariables
                ? #"{"size": "4", "word": "a${1}b\u00e9"}"#
                : name == "t.json"
                    ? TemplateFormatsTests.legacy : TemplateFormatsTests.json).utf8)
        var (good, bad) = (0, 0)
        for _ in 0..<400 {
            try write(Self.mutated(original, &random), to: "\(folder)/\(name)")
            let outcome =
                isVariables
                ? try Outcome(path: "\(folder)/t.pkr.hcl", files: ["\(folder)/v.json"])
                : try Outcome(path: "\(folder)/\(name)")
            for diagnostic in outcome.diagnostics {
                guard let subject = diagnostic.subject else { continue }
                #expect(subject.start <= subject.end && subject.start.line >= 1 && subject.start.column >= 1)
            }
            if outcome.diagnostics.containsError { bad += 1 } else { good += 1 }
        }
        #expect(good > 10)
        #expect(bad > 50)
    }
}
