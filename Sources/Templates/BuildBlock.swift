import ComponentAPI
import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// A `build` block, its language parts decoded; the options of components stay expressions.
struct BuildBlock {
    /// One use of a source.
    struct SourceUse {
        var reference: SourceReference
        /// `name` of a `source` block inside the build, in place of the source's own.
        var localName: String
        /// Options that replace those of the source.
        var body: HCLBody?
        var scope: EvaluationScope
        var range: SourceRange
    }

    var name: String?
    var description: String?
    var sources: [SourceUse] = []
    var provisioners: [ComponentBlock] = []
    var errorCleanupProvisioner: ComponentBlock?
    var chains: [[ComponentBlock]] = []
    var range: SourceRange

    /// The header of the block that replaces options of a source.
    func header(of use: SourceUse) -> String { "source \"\(use.reference.text)\"" }

    private static let schema = BodySchema(
        attributes: ["name", "description", "sources"],
        blocks: [
            "source", "provisioner", "error-cleanup-provisioner", "post-processor", "post-processors", "dynamic",
            "hcp_packer_registry",
        ])

    static func read(_ block: HCLBlock, in scope: EvaluationScope) -> (BuildBlock, [Diagnostic]) {
        var build = BuildBlock(range: block.headerRange)
        var problems = schema.check(block)
        build.readAttributes(block.body, scope, &problems)
        let (blocks, found) = BlockExpander.expand(block.body, in: scope)
        problems += found
        for scoped in blocks { build.add(scoped, &problems) }
        if build.sources.isEmpty, !problems.containsError {
            problems.append(
                Diagnostic(
                    "missing source reference", detail: "A build block must contain at least one source block.",
                    at: block.headerRange))
        }
        return (build, problems)
    }

    private mutating func readAttributes(_ body: HCLBody, _ scope: EvaluationScope, _ problems: inout [Diagnostic]) {
        func value(_ name: String, as type: HCLType) -> HCLValue? {
            guard let attribute = body.attribute(name) else { return nil }
            let (value, found) = scope.evaluate(attribute.expression, as: type)
            problems += found
            return found.containsError ? nil : value
        }
        name = value("name", as: .string)?.stringValue
        description = value("description", as: .string)?.stringValue
        guard let attribute = body.attribute("sources") else { return }
        let range = attribute.expression.range
        for element in value("sources", as: .list(.string))?.elementValues ?? [] {
            let text = element.stringValue ?? ""
            guard let reference = SourceReference(text) else {
                problems.append(Self.invalidReference(text, at: range))
                continue
            }
            sources.append(
                SourceUse(reference: reference, localName: reference.name, body: nil, scope: scope, range: range))
        }
    }

    private static func invalidReference(_ text: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            "Invalid source reference",
            detail: "\"\(text)\" names no source: a reference has the form \"source.type.name\", as in "
                + "\"source.qemu.debian\".", at: range)
    }

    private mutating func add(_ scoped: ScopedBlock, _ problems: inout [Diagnostic]) {
        let block = scoped.block
        switch block.type {
        case "source": addSource(scoped, &problems)
        case "provisioner":
            if let component = ComponentBlock.read(scoped, kind: .provisioner, &problems) {
                provisioners.append(component)
            }
        case "error-cleanup-provisioner":
            guard errorCleanupProvisioner == nil else {
                problems.append(
                    Diagnostic(
                        "Only one error-cleanup-provisioner is allowed",
                        detail: "A build can have one error-cleanup-provisioner; this is another.",
                        at: block.headerRange))
                return
            }
            errorCleanupProvisioner = ComponentBlock.read(scoped, kind: .provisioner, &problems)
        case "post-processor":
            if let component = ComponentBlock.read(scoped, kind: .postProcessor, &problems) {
                chains.append([component])
            }
        case "post-processors": addChain(scoped, &problems)
        default: break
        }
    }

    private mutating func addChain(_ scoped: ScopedBlock, _ problems: inout [Diagnostic]) {
        problems += BodySchema(attributes: [], blocks: ["post-processor", "dynamic"]).check(scoped.block)
        if let problem = RootBlocks.checkLabels(of: scoped.block, []) { problems.append(problem) }
        let (inner, found) = BlockExpander.expand(scoped.block.body, in: scoped.scope)
        problems += found
        var chain: [ComponentBlock] = []
        for block in inner where block.block.type == "post-processor" {
            if let component = ComponentBlock.read(block, kind: .postProcessor, &problems) { chain.append(component) }
        }
        chains.append(chain)
    }

    private mutating func addSource(_ scoped: ScopedBlock, _ problems: inout [Diagnostic]) {
        let block = scoped.block
        if let problem = RootBlocks.checkLabels(of: block, ["source"]) {
            problems.append(problem)
            return
        }
        guard let reference = SourceReference(block.labels[0].text) else {
            problems.append(Self.invalidReference(block.labels[0].text, at: block.labels[0].range))
            return
        }
        var localName = reference.name
        if let attribute = block.body.attribute("name") {
            let (value, found) = scoped.scope.evaluate(attribute.expression, as: .string)
            problems += found
            localName = value.stringValue ?? localName
        }
        sources.append(
            SourceUse(
                reference: reference, localName: localName, body: block.body, scope: scoped.scope,
                range: block.headerRange))
    }
}
