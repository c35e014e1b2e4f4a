import Templates

/// How the components that are built in stand for the plugins that templates ask for.
enum BuiltInPlugin {
    /// Whether the catalogue holds what a plugin would bring: a component of its name.
    ///
    /// Only the plugins of Packer's own organisation are taken for known; one of somebody else that has the same name
    /// may do something else.
    static func covers(_ plugin: RequiredPlugin, in catalog: ComponentCatalog) -> Bool {
        plugin.source == "github.com/hashicorp/\(plugin.name)" && componentNames(in: catalog).contains(plugin.name)
    }

    static func componentNames(in catalog: ComponentCatalog) -> Set<String> {
        Set(catalog.descriptions.map(\.name))
    }
}
