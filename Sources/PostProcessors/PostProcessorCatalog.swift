import ComponentAPI

/// The post-processors of this module.
package enum PostProcessorCatalog {
    package static let all: [PostProcessorType] = [
        AmazonImportPostProcessor.type, ArtificePostProcessor.type, ChecksumPostProcessor.type,
        CompressPostProcessor.type, ConvertPostProcessor.type,
        DockerImportPostProcessor.type, DockerPushPostProcessor.type, DockerSavePostProcessor.type,
        DockerTagPostProcessor.type, GoogleExportPostProcessor.type, GoogleImportPostProcessor.type,
        LocalShellPostProcessor.type, ManifestPostProcessor.type,
        ProvenancePostProcessor.type, SparsifyPostProcessor.type, SysprepPostProcessor.type,
        UploadPostProcessor.type, VagrantPostProcessor.type,
    ]
}
