import Diagnostics
import HCLSyntax

/// What a language block (not a component's) may hold.
struct BodySchema {
    var attributes: [String]
    var blocks: [String] = []

    /// Complains of every attribute and block that is not expected.
    func check(_ block: HCLBlock) -> [Diagnostic] {
        block.body.attributes.filter { !attributes.contains($0.name) }.map { attribute in
            let hint =
                Suggestion.nearest(to: attribute.name, among: attributes).map { " Did you mean \"\($0)\"?" } ?? ""
            return Diagnostic(
                "Unsupported argument", detail: "An argument named \"\(attribute.name)\" is not expected here.\(hint)",
                at: attribute.nameRange, enclosingBlock: block.header)
        }
            + block.body.blocks.filter { !blocks.contains($0.type) }.map { inner in
                var diagnostic = RootBlocks.unsupported(inner, known: blocks)
                diagnostic.enclosingBlock = block.header
                return diagnostic
            }
    }
}
