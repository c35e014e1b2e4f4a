import Diagnostics
import HCLSyntax
import HCLValues

/// Writes out `dynamic` blocks: one block for each element of a collection.
///
/// ```hcl
/// dynamic "provisioner" {
///   for_each = ["a", "b"]
///   labels   = ["shell"]
///   content  { inline = [provisioner.value] }
/// }
/// ```
public enum BlockExpander {
    /// The blocks of a body in order, dynamic ones written out.
    ///
    /// Blocks inside them are expanded by the next call,
    /// with the scope that came with the outer block.
    public static func expand(_ body: HCLBody, in scope: EvaluationScope) -> ([ScopedBlock], [Diagnostic]) {
        var blocks: [ScopedBlock] = []
        var diagnostics: [Diagnostic] = []
        for block in body.blocks {
            guard block.type == "dynamic" else {
                blocks.append(ScopedBlock(block: block, scope: scope))
                continue
            }
            var expansion = DynamicExpansion(block: block, scope: scope)
            blocks += expansion.expand()
            diagnostics += expansion.diagnostics
        }
        return (blocks, diagnostics)
    }
}

/// The expansion of one dynamic block.
private struct DynamicExpansion {
    let block: HCLBlock
    let scope: EvaluationScope
    var diagnostics: [Diagnostic] = []

    mutating func expand() -> [ScopedBlock] {
        guard block.labels.count == 1 else {
            fail(
                "Invalid dynamic block", "A dynamic block has one label, the type of the blocks it makes.",
                block.headerRange)
            return []
        }
        checkArguments()
        guard let content = content(), let collection = block.body.attribute("for_each") else {
            if block.body.attribute("for_each") == nil {
                fail("Missing required argument", "A dynamic block needs the argument \"for_each\".", block.headerRange)
            }
            return []
        }
        guard let iterator = iteratorName() else { return [] }
        var evaluation = Evaluation(scope: scope)
        let source = evaluation.value(of: collection.expression)
        diagnostics += evaluation.diagnostics
        guard evaluation.diagnostics.isEmpty else { return [] }
        return blocks(for: source, iterator, content, collection.expression)
    }

    private mutating func blocks(
        for source: HCLValue, _ iterator: String, _ content: HCLBlock, _ place: HCLExpression
    ) -> [ScopedBlock] {
        if source.isUnknown {
            return made(iterator, .unknown(), .unknown(), content, isUnknown: true).map { [$0] } ?? []
        }
        guard let iteration = IterationSource(source) else {
            let what = source.isNull ? "null" : "a \(source.type.friendlyName)"
            fail(
                "Invalid dynamic for_each value",
                "The value is \(what); a list, set, tuple, map or object is needed.", place.range)
            return []
        }
        return iteration.entries.compactMap { made(iterator, $0.key, $0.value, content, isUnknown: false) }
    }

    private mutating func made(
        _ iterator: String, _ key: HCLValue, _ value: HCLValue, _ content: HCLBlock, isUnknown: Bool
    ) -> ScopedBlock? {
        let inner = scope.binding(iterator, to: .object(["key": key, "value": value]))
        guard let labels = labels(in: inner) else { return nil }
        let label = block.labels[0]
        let made = HCLBlock(
            type: label.text, typeSpan: label.span, labels: labels, body: content.body, span: block.span)
        return ScopedBlock(block: made, scope: inner, isUnknown: isUnknown)
    }

    private mutating func labels(in inner: EvaluationScope) -> [HCLBlock.Label]? {
        guard let attribute = block.body.attribute("labels") else { return [] }
        let expression = attribute.expression
        let (value, found) = inner.evaluate(expression, as: .list(.string))
        diagnostics += found
        guard found.isEmpty else { return nil }
        let texts = value.elementValues?.map { $0.containsSensitive ? nil : $0.stringValue }
        guard let texts, texts.allSatisfy({ $0 != nil }) else {
            fail(
                "Invalid dynamic block labels", "Labels must be known, not null and not sensitive.", expression.range)
            return nil
        }
        return texts.compactMap(\.self).map { HCLBlock.Label(text: $0, span: expression.span) }
    }

    private mutating func content() -> HCLBlock? {
        let contents = block.body.blocks("content")
        for other in block.body.blocks where other.type != "content" {
            fail("Unsupported block type", "A dynamic block holds one block, \"content\".", other.headerRange)
        }
        guard contents.count <= 1 else {
            fail(
                "Extraneous dynamic content block", "A dynamic block holds one \"content\" only.",
                contents[1].headerRange)
            return nil
        }
        if contents.isEmpty {
            fail("Missing dynamic content block", "A dynamic block needs a block \"content\".", block.headerRange)
        }
        return contents.first
    }

    private mutating func iteratorName() -> String? {
        guard let attribute = block.body.attribute("iterator") else { return block.labels[0].text }
        if let name = attribute.expression.keyword { return name }
        fail("Invalid expression", "The argument \"iterator\" is a bare name.", attribute.expression.range)
        return nil
    }

    private mutating func checkArguments() {
        let known = ["for_each", "iterator", "labels"]
        for attribute in block.body.attributes where !known.contains(attribute.name) {
            let hint = Suggestion.nearest(to: attribute.name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
            fail(
                "Unsupported argument",
                "\"\(attribute.name)\" is not an argument of a dynamic block; those of the blocks it makes belong into "
                    + "\"content\".\(hint)", attribute.nameRange)
        }
    }

    private mutating func fail(_ summary: String, _ detail: String, _ range: SourceRange) {
        diagnostics.append(Diagnostic(summary, detail: detail, at: range, enclosingBlock: block.header))
    }
}
