import BuildEvents
import ComponentAPI
import GoTemplate
import HostOS

/// `manifest`: adds what a build made to a JSON file.
package struct ManifestPostProcessor: PostProcessor {
    enum Keys {
        static let output = OptionKey<String>("output", default: "packer-manifest.json", "The file to write.")
        static let stripPath = OptionKey<Bool>(
            "strip_path", default: false, "Whether to name files without their folders.")
        static let stripTime = OptionKey<Bool>(
            "strip_time", default: false, "Whether to leave the time out, so that equal builds give equal files.")
        static let customData = OptionKey<[String: String]>(
            "custom_data", late: true, "Values of your own; may use the values of the build.")
    }

    let output: String
    let stripsPath: Bool
    let stripsTime: Bool
    let customData: [String: String]?
    let environment: ComponentEnvironment
    let templating: TemplateContext
    /// Seconds since 1970.
    var time: @Sendable () -> Int = { Int(HostClock.wallSeconds) }

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let entry = try entry(for: artifact)
        try HostFiles.createDirectory(HostPath.dirname(output), intermediates: true)
        // Builds run side by side, and other runs may write the same file.
        let lock = output + ".lock"
        try await withFileLock(
            lock, removingFile: true,
            onWait: { log.info("another build writes \(output); waiting for \(lock)") }
        ) {
            try add(entry)
        }
        return PostProcessed(artifact, keepsInput: true, mustKeepInput: true)
    }

    private func entry(for artifact: any Artifact) throws -> Manifest.Build {
        let context = templating.adding(artifact.generatedData.mapValues { GoValue.string($0) })
        return Manifest.Build(
            name: environment.buildName, builderType: environment.builderType, time: stripsTime ? 0 : time(),
            files: artifact.files.map { path in
                // A file may be gone, or be a folder or an address: its size is then unknown.
                let size = (try? HostFiles.size(path)) ?? 0
                return Manifest.File(name: stripsPath ? HostPath.basename(path) : path, size: size)
            },
            artifactID: artifact.id, runUUID: environment.runUUID,
            customData: try customData?.mapValues(context.render))
    }

    /// What the file holds already; with `-force` only what this very run wrote.
    private func existing() throws -> Manifest {
        guard HostFiles.exists(output) else { return Manifest() }
        let text = try HostFiles.readText(output, limit: 256 << 20)
        guard !text.isEmpty else { return Manifest() }
        let manifest = try Manifest(text: text, path: output)
        return environment.isForced && manifest.lastRunUUID != environment.runUUID ? Manifest() : manifest
    }

    private func add(_ entry: Manifest.Build) throws {
        var manifest = try existing()
        manifest.builds.append(entry)
        manifest.lastRunUUID = environment.runUUID
        // A link stays a link: what it leads to is replaced.
        let path =
            HostFiles.kind(of: output) == .symlink && HostFiles.exists(output) ? try HostFiles.realPath(output) : output
        try HostFiles.writeAtomically(manifest.text.utf8, to: path, mode: 0o664)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "manifest", summary: "Writes a JSON file with the artifacts of all builds.",
        options: [
            Keys.output.declaration, Keys.stripPath.declaration, Keys.stripTime.declaration,
            Keys.customData.declaration,
        ]
    ) { reader, environment in
        let processor = ManifestPostProcessor(
            output: reader.value(Keys.output), stripsPath: reader.value(Keys.stripPath),
            stripsTime: reader.value(Keys.stripTime), customData: reader.optional(Keys.customData),
            environment: environment, templating: reader.templating)
        return Prepared(processor, warnings: try reader.finish())
    }
}
