import BuildEvents
import ComponentAPI
import GuestFS

/// `sparsify`: gives the space that no file uses back, so that the disks are as small as what is in them.
package struct SparsifyPostProcessor: PostProcessor {
    let options: ImageRewriteOptions
    let cacheDirectory: String

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let disks = try ArtifactDisk.disks(of: artifact)
        let rewrite = ImageRewrite(
            options: options, cacheDirectory: cacheDirectory, accelerator: artifact.generatedData["Accelerator"],
            log: log)
        try await rewrite.run(disks) { guest in try await FreeSpace(log: log).trim(guest) }
        return ImageRewriteOptions.result(
            artifact, "Disks without unused space: " + disks.map(\.path).joined(separator: ", "))
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "sparsify", summary: "Gives the space that no file uses back, without booting the disks.",
        options: ImageRewriteOptions.Keys.declarations
    ) { reader, environment in
        let processor = SparsifyPostProcessor(
            options: ImageRewriteOptions(reader, environment), cacheDirectory: environment.cacheDirectory)
        return Prepared(processor, warnings: try reader.finish())
    }
}

/// Frees what no file uses, and tells of each file system.
struct FreeSpace: Sendable {
    let log: BuildLog

    func trim(_ guest: GuestDisk) async throws {
        for done in try await guest.trimFreeSpace() {
            let place: EventText = "\(own: "\(done.device) (\(done.kind))")"
            switch done.means {
            case .trimmed: log.message("\(place): free space trimmed")
            case .zeroed: log.message("\(place): free space filled with zeros")
            case .swapMade: log.message("\(place): made anew")
            case .encrypted:
                log.message("\(place): left as it is: it is encrypted, and luks_keys has no passphrase for it")
            case .skipped(let words): log.error("\(place): left as it is: \(words)")
            }
        }
    }
}
