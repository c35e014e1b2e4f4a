import ComponentAPI
import Diagnostics

/// The components that templates can name.
package struct ComponentCatalog: Sendable {
    package var builders: [BuilderType]
    package var provisioners: [ProvisionerType]
    package var postProcessors: [PostProcessorType]

    package init(builders: [BuilderType], provisioners: [ProvisionerType], postProcessors: [PostProcessorType]) {
        self.builders = builders
        self.provisioners = provisioners
        self.postProcessors = postProcessors
    }

    func builder(_ name: String) -> BuilderType? { builders.first { $0.name == name } }
    func provisioner(_ name: String) -> ProvisionerType? { provisioners.first { $0.name == name } }
    func postProcessor(_ name: String) -> PostProcessorType? { postProcessors.first { $0.name == name } }

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
