import BuildEvents
import ComponentAPI
import GoogleCloud

/// `googlecompute-import`: makes an image of Google Compute Engine out of the artifact's disk.
package struct GoogleImportPostProcessor: PostProcessor {
    let options: GoogleImportOptions
    /// Between two questions about something that takes long.
    var delay = Duration.seconds(5)

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let client = GoogleClient(options.access)
        var images = ComputeImages(project: options.project, client: client)
        images.delay = delay
        try await GoogleImport(options: options, client: client, images: images, log: log).run(artifact)
        let result = GoogleImageArtifact(
            images: images, name: options.name, generatedData: artifact.generatedData)
        return PostProcessed(result, keepsInput: false, mustKeepInput: false)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "googlecompute-import",
        summary: "Makes an image of Google Compute Engine out of the artifact's disk.",
        options: GoogleImportOptions.Keys.declarations
    ) { reader, environment in
        let options = GoogleImportOptions(reader, environment)
        return Prepared(GoogleImportPostProcessor(options: options), warnings: try reader.finish())
    }
}

/// An image of Google Compute Engine.
struct GoogleImageArtifact: Artifact {
    let images: ComputeImages
    let name: String
    let generatedData: [String: String]

    var builderID: String { "packer.post-processor.googlecompute-import" }
    var id: String { name }
    var files: [String] { [] }
    var description: String { "A disk image was created in the '\(images.project)' project: \(name)" }

    func destroy() async throws {
        try await images.remove(name)
    }
}
