package import ComponentAPI

/// The data sources of this module.
package enum DataSourceCatalog {
    package static let all: [DataSourceType] =
        [NullDataSource.type, HTTPDataSource.type, MachineImageDataSource.type] + RegistryDataSource.types
}
