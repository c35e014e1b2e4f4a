import BuildEvents
import ComponentAPI
import Cryptography
import GoTemplate
import HostOS

/// `checksum`: writes the hashes of the artifact's files.
package struct ChecksumPostProcessor: PostProcessor {
    enum Keys {
        static let types = OptionKey<[String]>(
            "checksum_types", default: ["md5"], "Any of md5, sha1, sha224, sha256, sha384, sha512.")
        static let output = OptionKey<String>(
            "output", default: "packer_{{.BuildName}}_{{.BuilderType}}_{{.ChecksumType}}.checksum", late: true,
            "Where the hashes are written: BuildName, BuilderType and ChecksumType.")
    }

    let algorithms: [DigestAlgorithm]
    let output: String
    let environment: ComponentEnvironment
    let templating: TemplateContext

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let paths = try algorithms.map { try path(for: $0, artifact) }
        var hashes: [[String]] = []
        for file in artifact.files { hashes.append(try await FileDigest.hexadecimals(of: file, algorithms)) }
        var written: [String] = []
        for (index, path) in paths.enumerated() {
            for (file, hash) in zip(artifact.files, hashes) {
                // `HEX<TAB>NAME`, as the tools that check them read it.
                let line = "\(hash[index])\t\(HostPath.basename(file))\n"
                try HostFiles.createDirectory(HostPath.dirname(path), intermediates: true)
                try HostFiles.append(line.utf8, to: path, mode: 0o644)
                if !written.contains(path) { written.append(path) }
            }
        }
        let result = FileListArtifact(
            input: artifact, builderID: "packer.post-processor.checksum", files: artifact.files + written,
            description: "Created artifact from files: " + (artifact.files + written).joined(separator: ", "),
            ownFiles: written)
        return PostProcessed(result, keepsInput: true, mustKeepInput: true)
    }

    private func path(for algorithm: DigestAlgorithm, _ artifact: any Artifact) throws -> String {
        var data = artifact.generatedData.mapValues { GoValue.string($0) }
        data["BuildName"] = .string(environment.buildName)
        data["BuilderType"] = .string(environment.builderType)
        data["ChecksumType"] = .string(algorithm.rawValue)
        return try templating.adding(data).render(output)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "checksum", summary: "Writes the hashes of the artifact's files.",
        options: [Keys.types.declaration, Keys.output.declaration]
    ) { reader, environment in
        let names = reader.value(Keys.types)
        for name in names where DigestAlgorithm(rawValue: name) == nil {
            reader.error("Unrecognized checksum type", "unrecognized checksum type: \(name)", of: Keys.types)
        }
        let processor = ChecksumPostProcessor(
            algorithms: names.compactMap(DigestAlgorithm.init), output: reader.value(Keys.output),
            environment: environment, templating: reader.templating)
        return Prepared(processor, warnings: try reader.finish())
    }
}
