import BuildEvents
import ComponentAPI
import HostOS

/// Gets the installer's ISO or the disk image that the build starts from.
struct RetrieveImage: Sendable {
    let options: MediaOptions
    let environment: ComponentEnvironment

    func run(_ log: BuildLog) async throws -> RetrievedImage {
        log.say("Retrieving ISO")
        throw HostError(operation: "download", subject: options.addresses.first ?? "", reason: "downloads are missing")
    }
}

struct RetrievedImage: Sendable {
    var path: String

    /// The CD-ROMs that the machine gets from it.
    func cdroms(_ start: DiskOptions.Start) -> [String] {
        start == .empty ? [path] : []
    }
}
