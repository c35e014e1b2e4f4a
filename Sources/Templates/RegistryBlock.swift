import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// `hcp_packer_registry` blocks: checked as in templates that are shared with Packer, and otherwise without effect.
enum RegistryBlock {
    private static let schema = BodySchema(
        attributes: ["bucket_name", "description", "bucket_labels", "labels", "build_labels", "channels"])

    /// Checks all such blocks of a template: at its top and in its builds.
    static func check(_ top: [HCLBlock], builds: [HCLBlock], in scope: EvaluationScope) -> [Diagnostic] {
        let inner = builds.flatMap { $0.body.blocks("hcp_packer_registry") }
        var problems: [Diagnostic] = []
        for (index, block) in (top + inner).enumerated() {
            if index > 0 { problems.append(second(block, isMixed: !top.isEmpty && index >= top.count)) }
            if index >= top.count { problems.append(misplaced(block)) }
            var reader = Reader(block: block, scope: scope)
            reader.check()
            problems += reader.diagnostics
        }
        guard let first = (top + inner).first else { return [] }
        problems.append(
            Diagnostic(
                .warning, "No registry",
                detail: "Nothing is published to a registry from here; the block is checked and has no effect.",
                at: first.headerRange))
        return problems
    }

    private static func second(_ block: HCLBlock, isMixed: Bool) -> Diagnostic {
        Diagnostic(
            isMixed ? "Ambiguous hcp_packer_registry block" : "Only one hcp_packer_registry is allowed",
            detail: isMixed
                ? "The block stands at the top of the template as well as in a build; keep the one at the top."
                : "A template can have one hcp_packer_registry block; this is another.", at: block.headerRange)
    }

    private static func misplaced(_ block: HCLBlock) -> Diagnostic {
        Diagnostic(
            .warning, "Build block level hcp_packer_registry is deprecated",
            detail: "The block belongs to the top of the template.", at: block.headerRange)
    }

    private struct Reader {
        let block: HCLBlock
        let scope: EvaluationScope
        var diagnostics: [Diagnostic] = []

        init(block: HCLBlock, scope: EvaluationScope) {
            self.block = block
            self.scope = scope
        }

        mutating func check() {
            diagnostics += schema.check(block)
            if let name = value("bucket_name", as: .string)?.stringValue { checkName(name) }
            if let text = value("description", as: .string)?.stringValue, text.count > 255 {
                fail("Invalid description", "The description may have 255 characters at most.", "description")
            }
            for name in ["bucket_labels", "labels", "build_labels"] { _ = value(name, as: .map(.string)) }
            _ = value("channels", as: .list(.string))
            guard block.body.attribute("labels") != nil else { return }
            if block.body.attribute("bucket_labels") != nil {
                fail("Conflicting arguments", "\"labels\" is the old name of \"bucket_labels\": set one.", "labels")
            } else {
                fail("Deprecated argument", "Write \"bucket_labels\" instead of \"labels\".", "labels", as: .warning)
            }
        }

        private mutating func checkName(_ name: String) {
            let isValid = name.utf8.allSatisfy { byte in
                byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || (0x30...0x39).contains(byte) || byte == 0x2D)
            }
            guard !isValid || !(3...36).contains(name.utf8.count) else { return }
            fail(
                "Invalid bucket_name",
                "A bucket's name has 3 to 36 characters: letters, digits and hyphens.", "bucket_name")
        }

        private mutating func value(_ name: String, as type: HCLType) -> HCLValue? {
            guard let attribute = block.body.attribute(name) else { return nil }
            let (value, found) = scope.evaluate(attribute.expression, as: type)
            diagnostics += found
            return found.containsError ? nil : value
        }

        private mutating func fail(
            _ summary: String, _ detail: String, _ name: String, as severity: Diagnostic.Severity = .error
        ) {
            diagnostics.append(
                Diagnostic(
                    severity, summary, detail: detail,
                    at: block.body.attribute(name)?.expression.range ?? block.headerRange,
                    enclosingBlock: block.header))
        }
    }
}
