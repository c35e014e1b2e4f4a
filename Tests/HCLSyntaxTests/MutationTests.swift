import Diagnostics
import HCLSyntax
import TestSupport
import Testing

struct MutationTests {
    private static let seed = Array(
        """
        variable "x" { default = 1.5e3 }
        source "qemu" "größe" {
          a = "t ${b[*].c} %{ if x ~} y %{ else } z %{ endif }" // c
          h = <<-EOT
            text ${f(1, [2]...)} $${no}
            EOT
          o = { k = v, (w) : !true ? -1 : null } /* c */
          l = [for k, v in m : "${k}\\u00e9" if k != v && a <= 2]
        }

        """.utf8)

    private static func mutated(_ number: Int) -> [UInt8] {
        var generator = Fuzzing.numbers("tokens \(number)")
        let inserts = Array("\"'{}[]()$%~\\<>=-.*#/\n\r\0é\u{2019}&|?:,;`EOT".utf8)
        var bytes = seed
        for _ in 0..<Int.random(in: 1...12, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 2: bytes.insert(inserts.randomElement(using: &generator) ?? 0, at: place)
            default: bytes.removeSubrange(place..<min(bytes.count - 1, place + 9))
            }
        }
        return bytes
    }

    @Test("any bytes give a body and as many errors as there are lines at most, and tokens that make up the text")
    func mutations() {
        for number in 0..<Fuzzing.count(percent: 4) {
            let bytes = Self.mutated(number)
            let (file, diagnostics) = HCLParser.parseFile(bytes, name: "m")
            let isSound =
                diagnostics.count < 100
                && diagnostics.allSatisfy {
                    $0.subject.map { $0.start <= $0.end && $0.end.byte <= bytes.count } ?? false
                }
            if !isSound || rebuilt(file.source) != bytes { Issue.record("\(String(decoding: bytes, as: UTF8.self))") }
        }
    }

    @Test("every line cut off anywhere is still answered")
    func prefixes() {
        for length in 0...Self.seed.count {
            let (file, _) = HCLParser.parseFile(Array(Self.seed.prefix(length)), name: "m")
            #expect(rebuilt(file.source).count == length)
        }
    }

    /// The text put together from its tokens, with nothing but blanks between them.
    private func rebuilt(_ source: SourceText) -> [UInt8] {
        var result: [UInt8] = []
        for token in HCLLexer.tokens(of: source) {
            let gap = source.bytes[result.count..<token.start]
            if !gap.allSatisfy({ $0 == 0x20 || $0 == 0x09 || (result.isEmpty && $0 >= 0x80) }) {
                Issue.record("no blank at byte \(result.count)")
            }
            result += gap
            result += source.bytes[token.start..<token.end]
        }
        return result
    }
}
