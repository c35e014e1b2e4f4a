import Archives
import BuildEvents
import ComponentAPI
import HostOS

/// `compress`: makes one archive or compressed file of the artifact.
package struct CompressPostProcessor: PostProcessor {
    enum Keys {
        static let output = OptionKey<String>(
            "output", default: "packer_{{.BuildName}}_{{.BuilderType}}", late: true,
            "The file to write. Its ending says how: .tar and .zip, .gz, .bgzf, .lz4, .xz, .bz2 and .zst for one file, "
                + "and .tar.gz and so on; any other means .tar.gz.")
        static let format = OptionKey<String>(
            "format", "The ending to go by, instead of the output's: tar.gz.")
        static let level = OptionKey<Int>(
            "compression_level", default: -1,
            "From 1 (quick) to 9 (small), up to 22 with .zst; -1 and 0 leave it to the method.")
        static let declarations = [output.declaration, format.declaration, level.declaration]
    }

    let output: OutputName
    let format: ArchiveFormat
    /// `nil` leaves it to the method.
    let level: Int?
    /// Seconds since 1970.
    let time: Int64?

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let files = artifact.files
        guard format.container != nil || files.count == 1 else {
            throw PostProcessorError(
                "Can only have 1 input file when not using tar/zip. Found \(files.count) files: \(files)",
                advice: ["Let the output end with .tar.\(HostPath.extension(output.template)), or with .zip."])
        }
        let target = try output.render(artifact)
        let entries = try ArchiveContents.entries(of: files, butNot: target)
        let recipe = ArchiveRecipe(format: format, level: level, time: time)
        announce(recipe, target, files, log)
        try await recipe.make(entries, at: target, progress: Self.progress(of: target, log))
        log.say("Archive \(target) completed")
        let result = ProducedArtifact(
            builderID: "packer.post-processor.compress", id: "", files: [target],
            description: "compressed artifacts in: \(target)", generatedData: artifact.generatedData)
        return PostProcessed(result, keepsInput: false, mustKeepInput: false)
    }

    private func announce(_ recipe: ArchiveRecipe, _ target: String, _ files: [String], _ log: BuildLog) {
        if let compression = format.compression {
            let count = compression.usesThreads ? recipe.threads : 1
            log.say("Using \(own: compression.rawValue) compression with \(own: count) cores for \(target)")
        }
        switch format.container {
        case .tar: log.say("Tarring \(target) with \(own: format.compressionName)")
        case .zip: log.say("Zipping \(target)")
        case nil: log.say("Archiving \(files.first ?? "") with \(own: format.compressionName)")
        }
    }

    /// Tells the log how far an archive has come.
    static func progress(of target: String, _ log: BuildLog) -> @Sendable (Int64, Int64) -> Void {
        let activity = "Archiving \(HostPath.basename(target))"
        return { done, total in
            log.progress(
                Progress(activity: activity, completed: done, total: total, unit: .bytes, isFinished: done == total))
        }
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "compress", summary: "Makes one archive or compressed file of the artifact.",
        options: Keys.declarations
    ) { reader, environment in
        let output = OutputName(Keys.output, reader, environment)
        let ending = reader.optional(Keys.format) ?? ""
        let format = ArchiveFormat(detectedFrom: ending.isEmpty ? output.template : "\(output.template).\(ending)")
        let level = reader.value(Keys.level)
        if level < -1 {
            reader.error("Invalid compression level", "compression_level must be -1 or more, but is \(level).", of: Keys.level)
        }
        let processor = CompressPostProcessor(
            output: output, format: format, level: level > 0 ? level : nil,
            time: ArchiveContents.time(reader, environment))
        return Prepared(processor, warnings: try reader.finish())
    }
}

extension ArchiveFormat.Compression {
    /// Whether the method works on several processors.
    var usesThreads: Bool { self != .lz4 && self != .bzip2 }
}
