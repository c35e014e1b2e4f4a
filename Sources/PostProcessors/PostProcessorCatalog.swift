import ComponentAPI

/// The post-processors of this module.
package enum PostProcessorCatalog {
    package static let all: [PostProcessorType] = [
        ArtificePostProcessor.type, ChecksumPostProcessor.type, CompressPostProcessor.type, ConvertPostProcessor.type,
        DockerImportPostProcessor.type, DockerPushPostProcessor.type, DockerSavePostProcessor.type,
        DockerTagPostProcessor.type, LocalShellPostProcessor.type, ManifestPostProcessor.type,
        ProvenancePostProcessor.type, SparsifyPostProcessor.type, SysprepPostProcessor.type,
        UploadPostProcessor.type, VagrantPostProcessor.type,
    ]
}
