import AsyncSupport
import BuildEvents
import ComponentAPI
import HostOS

/// `docker-save`: writes an image with its layers to a tar file.
package struct DockerSavePostProcessor: PostProcessor {
    enum Keys {
        static let path = OptionKey<String>("path", required: true, "The file to write.")
        static let all = [path.declaration, ContainerProgram.path.declaration]
    }

    let path: String
    let executable: String?

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let id = try artifact.dockerImage(to: "save")
        let program = ContainerProgram(executable, log)
        log.say("Saving image: \(id)")
        let target = try HostPath.absolute(path)
        try HostFiles.createDirectory(HostPath.dirname(target), intermediates: true)
        let part = "\(target).\(RandomBytes.hex(count: 6)).tmp"
        try await withTeardown {
            try await program.run(["save", "--output", part, id])
            try HostFiles.rename(part, to: target)
        } teardown: {
            if HostFiles.exists(part) { try HostFiles.remove(part) }
        }
        log.say("Saved to: \(path)")
        return PostProcessed(artifact, keepsInput: true, mustKeepInput: false)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "docker-save", summary: "Writes a container image to a tar file.", options: Keys.all
    ) { reader, _ in
        let path = reader.optional(Keys.path)
        if path?.isEmpty == true { reader.error("Missing path", "The path must not be empty.", of: Keys.path) }
        let processor = DockerSavePostProcessor(
            path: path ?? "", executable: reader.optional(ContainerProgram.path))
        return Prepared(processor, warnings: try reader.finish())
    }
}
