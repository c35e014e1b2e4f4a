import ComponentAPI

/// The builders of this module.
package enum BasicBuilderCatalog {
    package static let all: [BuilderType] = [FileBuilder.type, NullBuilder.type]
}
