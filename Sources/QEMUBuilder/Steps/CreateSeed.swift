import BuildEvents
import ComponentAPI
import GoTemplate
import HostOS

/// What cloud-init in the guest is given, rendered.
struct CloudInitSeed: Sendable {
    var files: [String: String] = [:]
    var delivery = CloudInitOptions.Delivery.cd

    /// - Parameter templating: with the machine's own data.
    init(_ options: CloudInitOptions?, templating: TemplateContext) throws {
        guard let options else { return }
        delivery = options.delivery
        files = try options.files.mapValues(templating.render)
    }

    /// The CD-ROM with the data, in a list of its own; nothing where the guest gets it otherwise.
    func makeCD(in scratch: String, _ log: BuildLog) async throws -> [String] {
        guard !files.isEmpty, delivery == .cd else { return [] }
        let folder = HostPath.join(scratch, "seed")
        try HostFiles.createDirectory(folder, mode: 0o700)
        // The name is what cloud-init knows the medium by.
        let content = MediaOptions.CDContent(files: [], content: files, label: "cidata")
        return try await CreateCD(content: content, scratch: folder).run(log)
    }

    /// The serial number by which the guest finds the data on the build's server.
    func serialNumber(_ server: GuestServer) -> String? {
        guard !files.isEmpty, delivery == .http else { return nil }
        // "nocloud-net" is what cloud-init before 23.4 wants, and later ones still take.
        return "ds=nocloud-net;s=http://\(server.address):\(server.port)\(CloudInitOptions.folder)"
    }
}
