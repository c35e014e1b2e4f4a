import BuildEvents
import ComponentAPI

/// An image in the keeping of docker or podman.
struct DockerImageArtifact: Artifact {
    /// The peer's marks of what each of its components leaves.
    enum Origin {
        static let builder = "packer.docker"
        static let imported = "packer.post-processor.docker-import"
        static let tagged = "packer.post-processor.docker-tag"
        static let pushed = "packer.post-processor.docker-push"
        static let images: Set = [imported, tagged, pushed]
    }

    let builderID: String
    /// Repository and tag, or a number, by which the program knows the image.
    let id: String
    /// All names that the image was given.
    let tags: [String]
    let generatedData: [String: String]
    let program: ContainerProgram

    var files: [String] { [] }
    var description: String {
        "Imported Docker image: \(id)" + (tags.isEmpty ? "" : " with tags \(tags.joined(separator: " "))")
    }

    func destroy() async throws {
        try await program.run(["rmi", id], isQuiet: true)
    }
}

extension Artifact {
    /// The image's id, if this is one.
    ///
    /// - Parameter action: completes "Can only … from docker-import and docker-tag artifacts".
    func dockerImage(to action: String) throws -> String {
        guard DockerImageArtifact.Origin.images.contains(builderID) else {
            throw PostProcessorError(
                "Unknown artifact type: \(builderID); can only \(action) images of docker-import and docker-tag")
        }
        return id
    }
}
