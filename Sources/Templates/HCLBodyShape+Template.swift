import ComponentAPI
import HCLSyntax

extension HCLBodyShape {
    /// A template in JSON: the root blocks, and in components the blocks that their options declare.
    static func template(of catalog: ComponentCatalog) -> HCLBodyShape {
        var blocks = RootBlocks.labels.mapValues { HCLBodyShape.Block(labels: $0, HCLBodyShape()) }
        blocks["packer"] = Block(HCLBodyShape(blocks: ["required_plugins": Block(HCLBodyShape())]))
        blocks["variable"] = Block(labels: ["name"], variable)
        blocks["source"] = Block(labels: ["type", "name"]) { source(of: $0[0], in: catalog) }
        blocks["data"] = Block(labels: ["type", "name"]) { labels in
            options(catalog.dataSource(labels[0])?.component.options)
        }
        blocks["build"] = Block(build(of: catalog))
        return HCLBodyShape(blocks: blocks)
    }

    /// A file of variables' values: arguments, and `variable` only to be told that it is out of place.
    static let variableFile = HCLBodyShape(
        blocks: ["variable": Block(labels: ["name"], variable)], hasTemplates: false)

    private static let variable = HCLBodyShape(
        blocks: ["validation": Block(HCLBodyShape(expressions: ["condition"]))], expressions: ["type"])

    private static func build(of catalog: ComponentCatalog) -> HCLBodyShape {
        let provisioner = Block(labels: ["type"]) { labels in
            options(catalog.provisioners.first { $0.name == labels[0] }?.options)
        }
        let postProcessor = Block(labels: ["type"]) { labels in
            options(catalog.postProcessors.first { $0.name == labels[0] }?.options)
        }
        return HCLBodyShape(
            blocks: [
                "source": Block(labels: ["source"]) {
                    source(of: SourceReference($0[0])?.type ?? "", in: catalog)
                },
                "provisioner": provisioner, "error-cleanup-provisioner": provisioner,
                "post-processor": postProcessor,
                "post-processors": Block(
                    HCLBodyShape(blocks: ["post-processor": postProcessor], allowsDynamic: true)),
                "hcp_packer_registry": Block(HCLBodyShape()),
            ], allowsDynamic: true)
    }

    private static func source(of type: String, in catalog: ComponentCatalog) -> HCLBodyShape {
        options(catalog.builders.first { $0.name == type }?.options)
    }

    /// The body of a component; of one that is not known everything is an argument.
    static func options(_ declarations: [OptionDeclaration]?) -> HCLBodyShape {
        var blocks: [String: Block] = [:]
        for declaration in declarations ?? [] {
            switch declaration.type {
            case .block(let inner), .list(.block(let inner)):
                blocks[declaration.name] = Block { _ in options(inner) }
            default: break
            }
        }
        return HCLBodyShape(blocks: blocks, allowsDynamic: true)
    }
}
