import ComponentAPI

/// The post-processors of this module.
package enum PostProcessorCatalog {
    package static let all: [PostProcessorType] = [
        ManifestPostProcessor.type, ChecksumPostProcessor.type, LocalShellPostProcessor.type,
    ]
}
