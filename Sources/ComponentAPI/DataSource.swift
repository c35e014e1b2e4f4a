import HCLValues

/// Fetches a value that the expressions of a template use.
public protocol DataSource: Sendable {
    /// The value, of the type that the data source declares.
    ///
    /// Called once for each block, before any build is planned; cancellation must end it.
    func fetch() async throws -> HCLValue
}

/// A kind of data source: the component and the type of what it gives.
public struct DataSourceType: Sendable {
    /// Its name, options and how to make one.
    public var component: ComponentType<any DataSource>
    /// Known before anything is fetched, so that templates can be checked without.
    public var output: HCLType
    /// The word in templates: `http`.
    public var name: String { component.name }

    public init(_ component: ComponentType<any DataSource>, output: HCLType) {
        self.component = component
        self.output = output
    }
}
