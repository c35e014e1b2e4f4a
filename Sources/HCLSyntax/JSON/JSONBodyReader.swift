import Diagnostics
import JSONText

/// Turns JSON values into bodies, as a shape says which of them are blocks.
struct JSONBodyReader {
    let source: SourceText
    private(set) var diagnostics: [Diagnostic] = []
    /// The headers of the blocks around the current place.
    private var headers: [String] = []

    init(source: SourceText) {
        self.source = source
    }

    func span(_ range: Range<Int>) -> SourceSpan {
        SourceSpan(source, range.lowerBound, range.upperBound)
    }

    mutating func report(_ summary: String, _ detail: String, at range: Range<Int>) {
        add([Diagnostic(summary, detail: detail, at: span(range).range, enclosingBlock: headers.last)])
    }

    mutating func add(_ found: [Diagnostic]) {
        diagnostics += found.prefix(max(0, HCLParser.maximumDiagnostics - diagnostics.count)).map {
            var diagnostic = $0
            diagnostic.enclosingBlock = diagnostic.enclosingBlock ?? headers.last
            return diagnostic
        }
    }

    /// The body that an object, or an array of objects that count as one, describes.
    mutating func body(of node: LocatedJSON, _ shape: HCLBodyShape) -> HCLBody {
        var body = HCLBody(attributes: [], blocks: [], span: span(node.range))
        var firstNames: [String: Range<Int>] = [:]
        for member in members(of: node, "define arguments and blocks") where member.name != "//" {
            if let block = block(named: member.name, in: shape) {
                addBlocks(Pending(type: member, block: block, shape: shape), of: member.value, to: &body)
                continue
            }
            if let first = firstNames[member.name] {
                let place = span(first).range
                report(
                    "Duplicate argument",
                    "The argument \"\(member.name)\" is set before, at \(place.file):\(place.start.line):"
                        + "\(place.start.column).", at: member.nameRange)
                continue
            }
            firstNames[member.name] = member.nameRange
            body.attributes.append(attribute(member, shape))
        }
        return body
    }

    private mutating func attribute(_ member: LocatedJSON.Member, _ shape: HCLBodyShape) -> HCLAttribute {
        var reader = JSONExpressionReader(source: source, hasTemplates: shape.hasTemplates)
        let isExpression = shape.expressions.contains(member.name)
        let expression = isExpression ? reader.written(member.value) : reader.value(member.value)
        add(reader.diagnostics)
        return HCLAttribute(name: member.name, nameSpan: span(member.nameRange), expression: expression)
    }

    /// The members of an object, or of all objects of an array.
    private mutating func members(of node: LocatedJSON, _ purpose: String) -> [LocatedJSON.Member] {
        switch node.kind {
        case .object(let members): return members
        case .array(let elements):
            return elements.flatMap { element -> [LocatedJSON.Member] in
                if let members = element.members { return members }
                reportKind(of: element, "An object is required here, to \(purpose)")
                return []
            }
        default:
            reportKind(of: node, "An object, or an array of objects, is required here, to \(purpose)")
            return []
        }
    }

    private mutating func reportKind(of node: LocatedJSON, _ rule: String) {
        report("Incorrect JSON value type", "\(rule); this is \(node.kindName).", at: node.range)
    }
}

extension JSONBodyReader {
    /// A block on its way: its labels are read level by level.
    private struct Pending {
        var type: LocatedJSON.Member
        var block: HCLBodyShape.Block
        /// The shape of the body around it.
        var shape: HCLBodyShape
        var labels: [LocatedJSON.Member] = []

        var header: String { labels.reduce(type.name) { "\($0) \"\($1.name)\"" } }
    }

    private func block(named name: String, in shape: HCLBodyShape) -> HCLBodyShape.Block? {
        if name == "dynamic", shape.allowsDynamic {
            return HCLBodyShape.Block(labels: ["block type"], HCLBodyShape())
        }
        return shape.blocks[name]
    }

    private mutating func addBlocks(_ pending: Pending, of node: LocatedJSON, to body: inout HCLBody) {
        guard !node.isNull else { return }
        headers.append(pending.header)
        defer { headers.removeLast() }
        guard pending.labels.count < pending.block.labels.count else {
            return addBodies(pending, of: node, to: &body)
        }
        let label = pending.block.labels[pending.labels.count]
        let count = diagnostics.count
        let members = members(of: node, "give the \(label) of a \(pending.type.name) block")
        if members.isEmpty, diagnostics.count == count {
            report(
                "Missing block label",
                "At least one property is required here, whose name is the \(pending.type.name) block's \(label).",
                at: node.range)
        }
        for member in members {
            var inner = pending
            inner.labels.append(member)
            addBlocks(inner, of: member.value, to: &body)
        }
    }

    /// One block for an object, one for each object of an array.
    private mutating func addBodies(_ pending: Pending, of node: LocatedJSON, to body: inout HCLBody) {
        switch node.kind {
        case .object: body.blocks.append(made(pending, of: node, isElement: false))
        case .array(let elements):
            for element in elements {
                guard element.members != nil else {
                    reportKind(of: element, "An object is required here, the content of a \(pending.type.name) block")
                    continue
                }
                body.blocks.append(made(pending, of: element, isElement: true))
            }
        default:
            reportKind(
                of: node,
                "An object, or an array of objects, is required here, the content of \(pending.type.name) blocks")
        }
    }

    private mutating func made(_ pending: Pending, of node: LocatedJSON, isElement: Bool) -> HCLBlock {
        let shape =
            pending.type.name == "dynamic" && pending.shape.allowsDynamic
            ? dynamicShape(pending, node) : pending.block.body(pending.labels.map(\.name))
        let opening = node.range.lowerBound..<node.range.lowerBound + 1
        let header = pending.labels.last?.nameRange ?? (isElement ? opening : pending.type.nameRange)
        return HCLBlock(
            type: pending.type.name, typeSpan: span(pending.type.nameRange),
            labels: pending.labels.map { HCLBlock.Label(text: $0.name, span: span($0.nameRange)) },
            body: body(of: node, shape), span: span(node.range), headerSpan: span(header))
    }

    /// What a dynamic block holds: its content has the shape of the blocks that it makes.
    private func dynamicShape(_ pending: Pending, _ node: LocatedJSON) -> HCLBodyShape {
        let target = pending.labels.last.flatMap { pending.shape.blocks[$0.name] }
        let written = node.members?.last { $0.name == "labels" }?.value.array ?? []
        let known = written.map { $0.string.flatMap { JSONExpressionReader.isTemplate($0) ? nil : $0 } ?? "" }
        let missing = max(0, (target?.labels.count ?? 0) - known.count)
        let content = target?.body(known + Array(repeating: "", count: missing)) ?? HCLBodyShape(allowsDynamic: true)
        return HCLBodyShape(blocks: ["content": HCLBodyShape.Block(content)], expressions: ["iterator"])
    }
}
