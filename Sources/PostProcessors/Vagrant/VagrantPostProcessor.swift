import Archives
import BuildEvents
import ComponentAPI
import Cryptography
import GoTemplate
import HCLValues
import HostOS

/// `vagrant`: makes a Vagrant box of the artifact.
package struct VagrantPostProcessor: PostProcessor {
    let common: VagrantOptions
    let overrides: [String: VagrantOptions]
    let providerOverride: VagrantProvider?
    /// Seconds since 1970.
    let time: Int64?

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let provider = try provider(of: artifact)
        let options = overrides[provider.rawValue] ?? common
        let values = [
            "Provider": provider.rawValue, "Architecture": options.architecture, "ArtifactId": artifact.id,
        ]
        let target = try options.output.render(artifact, adding: values)
        log.say("Creating Vagrant box for '\(own: provider.rawValue)' provider")
        try await withTemporaryDirectory { scratch in
            let box = try await VagrantBox(
                provider, of: artifact, architecture: options.architecture, scratch: scratch)
            let entries = try entries(of: box, options, artifact, values)
            for entry in entries { log.message("Compressing: \(entry.name)") }
            try await Self.recipe(options, time).make(
                entries, at: target, progress: CompressPostProcessor.progress(of: target, log))
        }
        if let listing = options.listing {
            try await list(target, listing, artifact, values)
            log.say("Added the box to the catalog \(listing.catalog)")
        }
        let result = ProducedArtifact(
            builderID: "mitchellh.post-processor.vagrant", id: provider.rawValue, files: [target],
            description: "'\(provider.rawValue)' provider box: \(target)", generatedData: artifact.generatedData)
        return PostProcessed(result, keepsInput: false, mustKeepInput: false)
    }

    private func provider(of artifact: any Artifact) throws -> VagrantProvider {
        if let providerOverride { return providerOverride }
        guard let provider = VagrantProvider(builderID: artifact.builderID) else {
            throw PostProcessorError(
                "Unknown artifact type, can't build box: \(artifact.builderID)",
                advice: ["Set provider_override to libvirt, virtualbox or qemu if its files are such a machine's."])
        }
        return provider
    }

    private static func recipe(_ options: VagrantOptions, _ time: Int64?) -> ArchiveRecipe {
        let level = options.compressionLevel
        return ArchiveRecipe(
            format: .init(container: .tar, compression: level == 0 ? nil : .gzip), level: level > 0 ? level : nil,
            time: time)
    }

    /// The descriptions first, so that they are found without unpacking disks.
    private func entries(
        of box: VagrantBox, _ options: VagrantOptions, _ artifact: any Artifact, _ values: [String: String]
    ) throws -> [ArchiveEntry] {
        let custom = try options.vagrantfileTemplate.map { path in
            try render(HostFiles.readText(path, limit: 16 << 20), artifact, values)
        }
        var entries = [
            ArchiveEntry(name: "metadata.json", content: .bytes(Array(box.metadataText.utf8))),
            ArchiveEntry(name: "Vagrantfile", content: .bytes(Array(box.vagrantfile(adding: custom).utf8))),
        ]
        let included = options.include.map { (name: HostPath.basename($0), path: $0) }
        for file in box.payload + included {
            guard !entries.contains(where: { $0.name == file.name }) else {
                throw PostProcessorError("Two files of the box are named \(file.name)")
            }
            guard HostFiles.kind(of: file.path, followingLinks: true) == .file else {
                throw PostProcessorError("\(file.path) is not a file, so it cannot be put into the box")
            }
            entries.append(ArchiveEntry(name: file.name, content: .file(file.path)))
        }
        return entries
    }

    private func render(_ text: String, _ artifact: any Artifact, _ values: [String: String]) throws -> String {
        let data = artifact.generatedData.merging(values) { _, own in own }
            .merging(["BuildName": common.output.environment.buildName]) { _, own in own }
        return try common.output.templating.adding(data.mapValues { GoValue.string($0) }).render(text)
    }

    private func list(
        _ box: String, _ listing: VagrantOptions.Listing, _ artifact: any Artifact, _ values: [String: String]
    ) async throws {
        let version = try listing.version.render(artifact, adding: values)
        let place = try HostPath.absolute(box)
        let more = ["Version": version, "Name": HostPath.basename(box)].merging(values) { own, _ in own }
        let entry = VagrantCatalog.Entry(
            version: version, provider: values["Provider"] ?? "", architecture: values["Architecture"] ?? "",
            url: try listing.url?.render(artifact, adding: more) ?? "file://\(place)",
            checksum: try await FileDigest.hexadecimal(of: box, .sha256))
        try HostFiles.createDirectory(HostPath.dirname(listing.catalog), intermediates: true)
        try await withFileLock(listing.catalog + ".lock", removingFile: true) {
            try VagrantCatalog.add(entry, named: listing.name, to: listing.catalog)
        }
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "vagrant", summary: "Makes a Vagrant box of the artifact.", options: VagrantOptions.Keys.declarations
    ) { reader, environment in
        let processor = VagrantPostProcessor(
            common: VagrantOptions(reader, environment), overrides: overrides(reader, environment),
            providerOverride: providerOverride(reader), time: ArchiveContents.time(reader, environment))
        return Prepared(processor, warnings: try reader.finish())
    }

    private static func providerOverride(_ reader: OptionReader) -> VagrantProvider? {
        let key = VagrantOptions.Keys.providerOverride
        guard let name = reader.optional(key), !name.isEmpty else { return nil }
        if let provider = VagrantProvider(rawValue: name) { return provider }
        let known = VagrantProvider.unsupported.contains(name)
        reader.error(
            known ? "Unsupported provider" : "Unknown provider",
            known
                ? "Boxes for \"\(name)\" cannot be made; libvirt, virtualbox and qemu can."
                : "provider_override must be libvirt, virtualbox or qemu, but is \"\(name)\".", of: key)
        return nil
    }
}
