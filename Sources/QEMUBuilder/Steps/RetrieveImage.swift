import BuildEvents
import ComponentAPI
import Downloads

/// Gets the installer's ISO or the disk image that the build starts from.
struct RetrieveImage: Sendable {
    let options: MediaOptions
    let environment: ComponentEnvironment

    func run(_ log: BuildLog) async throws -> RetrievedImage {
        var source = ISOSource(
            locations: options.addresses, checksum: options.checksum, targetPath: options.targetPath,
            targetExtension: options.targetExtension, cacheDirectory: environment.cacheDirectory)
        source.headers = options.headers.mapValues(\.exposed)
        guard !options.skipsCache else {
            let address = try await source.streamed(log: log)
            log.say("The machine will read its ISO from \(own: address) while it runs")
            return RetrievedImage(path: address)
        }
        log.say("Retrieving ISO")
        return RetrievedImage(path: try await source.fetch(log: log))
    }
}

/// What the build starts from.
struct RetrievedImage: Sendable {
    /// A path, or an address that QEMU reads from.
    var path: String

    /// The CD-ROMs that the machine gets from it.
    func cdroms(_ start: DiskOptions.Start) -> [String] {
        start == .empty ? [path] : []
    }
}
