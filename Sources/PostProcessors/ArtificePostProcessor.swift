import BuildEvents
import ComponentAPI
import HostOS

/// `artifice`: lets other files stand for the artifact from here on.
package struct ArtificePostProcessor: PostProcessor {
    enum Keys {
        static let files = OptionKey<[String]>(
            "files", required: true, "The files that become the artifact; may hold *, ? and […].")
    }

    let patterns: [String]

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        if !artifact.files.isEmpty {
            log.say("Discarding files from artifact: \(artifact.files.joined(separator: ", "))")
        }
        var files: [String] = []
        for pattern in patterns {
            let found = PathPattern.paths(matching: pattern)
            // Names that need not be there are asked for on purpose.
            if found.isEmpty { log.say("Nothing is found at \(pattern)") }
            files += found.filter { !files.contains($0) }
        }
        log.say("Using these artifact files: \(files.joined(separator: ", "))")
        let result = ProducedArtifact(
            builderID: "packer.post-processor.artifice", id: "", files: files,
            description: "Created artifact from files: " + files.joined(separator: ", "),
            generatedData: artifact.generatedData)
        return PostProcessed(result, keepsInput: true, mustKeepInput: false)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "artifice", summary: "Lets other files stand for the artifact.", options: [Keys.files.declaration]
    ) { reader, _ in
        let patterns = reader.optional(Keys.files)
        if patterns?.isEmpty == true {
            reader.error("No files", "No files specified in artifice configuration", of: Keys.files)
        }
        let processor = ArtificePostProcessor(patterns: patterns ?? [])
        return Prepared(processor, warnings: try reader.finish())
    }
}
