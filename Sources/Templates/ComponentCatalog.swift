import ComponentAPI
import Diagnostics

/// The components that templates can name.
package struct ComponentCatalog: Sendable {
    /// What `source` blocks name.
    package var builders: [BuilderType]
    /// What `provisioner` blocks name.
    package var provisioners: [ProvisionerType]
    /// What `post-processor` blocks name.
    package var postProcessors: [PostProcessorType]
    /// What `data` blocks name.
    package var dataSources: [DataSourceType]

    package init(
        builders: [BuilderType], provisioners: [ProvisionerType], postProcessors: [PostProcessorType],
        dataSources: [DataSourceType] = []
    ) {
        self.builders = builders
        self.provisioners = provisioners
        self.postProcessors = postProcessors
        self.dataSources = dataSources
    }

    func builder(_ name: String) -> BuilderType? { builders.first { $0.name == name } }
    func provisioner(_ name: String) -> ProvisionerType? { provisioners.first { $0.name == name } }
    func postProcessor(_ name: String) -> PostProcessorType? { postProcessors.first { $0.name == name } }
    func dataSource(_ name: String) -> DataSourceType? { dataSources.first { $0.name == name } }

    /// The names of all components, of every kind.
    var allNames: [String] {
        builders.map(\.name) + provisioners.map(\.name) + postProcessors.map(\.name) + dataSources.map(\.name)
    }

    /// Whether a component that a plugin of this name would bring is built in.
    ///
    /// The plugin `qemu` brings `qemu` and perhaps `qemu-` something. Data sources do not count: most of those that
    /// plugins bring are only checked.
    func covers(plugin name: String) -> Bool {
        let names = builders.map(\.name) + provisioners.map(\.name) + postProcessors.map(\.name)
        return names.contains { $0 == name || $0.hasPrefix(name + "-") }
    }

    /// Says that there is no such component, which ones there are, and which may have been meant.
    static func unknown(_ kind: String, _ name: String, known: [String], at range: SourceRange) -> Diagnostic {
        let hint = Suggestion.nearest(to: name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
        return Diagnostic(
            "Unknown \(kind) type \"\(name)\"",
            detail:
                "There is no \(kind) \"\(name)\" in this version.\(hint) Known: \(known.sorted().joined(separator: ", ")).",
            at: range, advice: ["All components are built in: there are no plugins to install."])
    }
}
