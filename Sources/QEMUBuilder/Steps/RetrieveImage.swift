import BuildEvents
import ComponentAPI
import Downloads

/// Gets the installer's ISO or the disk image that the build starts from.
struct RetrieveImage: Sendable {
    let options: MediaOptions
    let environment: ComponentEnvironment

    func run(_ log: BuildLog) async throws -> RetrievedImage {
        log.say("Retrieving ISO")
        let source = ISOSource(
            locations: options.addresses, checksum: options.checksum, targetPath: options.targetPath,
            targetExtension: options.targetExtension, cacheDirectory: environment.cacheDirectory)
        return RetrievedImage(path: try await source.fetch(log: log))
    }
}

struct RetrievedImage: Sendable {
    var path: String

    /// The CD-ROMs that the machine gets from it.
    func cdroms(_ start: DiskOptions.Start) -> [String] {
        start == .empty ? [path] : []
    }
}
