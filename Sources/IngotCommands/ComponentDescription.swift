import ComponentAPI
import HCLValues
import Templates

/// What `docs` and `plugins installed` tell of a component, whatever its kind.
struct ComponentDescription {
    var kind: String
    var name: String
    var summary: String
    var options: [OptionDeclaration]
    /// What a data source gives, by name; empty for other kinds.
    var outputs: [String: HCLType] = [:]

    fileprivate init<Component>(_ kind: String, _ type: ComponentType<Component>) {
        self.kind = kind
        name = type.name
        summary = type.summary
        options = type.options
    }

    fileprivate init(_ type: DataSourceType) {
        self.init("data-source", type.component)
        if case .object(let attributes, _) = type.output { outputs = attributes }
    }
}

extension ComponentCatalog {
    /// All components: builders, provisioners, post-processors, data sources, each kind sorted by name.
    var descriptions: [ComponentDescription] {
        func sorted(_ descriptions: [ComponentDescription]) -> [ComponentDescription] {
            descriptions.sorted { $0.name < $1.name }
        }
        return sorted(builders.map { ComponentDescription("builder", $0) })
            + sorted(provisioners.map { ComponentDescription("provisioner", $0) })
            + sorted(postProcessors.map { ComponentDescription("post-processor", $0) })
            + sorted(dataSources.map { ComponentDescription($0) })
    }
}
