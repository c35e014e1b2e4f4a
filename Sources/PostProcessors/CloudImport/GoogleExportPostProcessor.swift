import BuildEvents
import CloudAccess
import ComponentAPI

/// `googlecompute-export`: read and checked, so that templates which use it can be validated.
///
/// It writes an image that the builder `googlecompute` made to Cloud Storage. That builder does not exist here, so no
/// artifact is ever one that it could work on.
package struct GoogleExportPostProcessor: PostProcessor {
    private enum Keys {
        static let paths = OptionKey<[String]>(
            "paths", required: true, "Where the image is to go: gs://BUCKET/FILE.tar.gz.")
        static let diskSize = OptionKey<Int>("disk_size", default: 200, "GB of the exporting machine's disk.")
        static let diskType = OptionKey<String>("disk_type", default: "pd-ssd", "Its kind.")
        static let machineType = OptionKey<String>("machine_type", default: "n1-highcpu-4", "The machine's kind.")
        static let network = OptionKey<String>("network", default: "default", "Its network.")
        static let subnetwork = OptionKey<String>("subnetwork", "Its subnetwork.")
        static let zone = OptionKey<String>("zone", "Its zone.")
        static let account = OptionKey<String>("service_account_email", "Its service account.")
        static let omitsAddress = OptionKey<Bool>(
            "omit_external_ip", default: false, "Whether it has no address outside.")
        static let declarations: [OptionDeclaration] =
            [
                paths.declaration, diskSize.declaration, diskType.declaration, machineType.declaration,
                network.declaration, subnetwork.declaration, zone.declaration, account.declaration,
                omitsAddress.declaration,
            ] + GoogleAccessOptions.declarations
    }

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        throw PostProcessorError(
            "googlecompute-export needs an image that the builder \"googlecompute\" made, which does not exist here; "
                + "this artifact (\(artifact.builderID)) is none",
            advice: [
                "To bring a disk of this host to Cloud Storage and make an image of it, use googlecompute-import; "
                    + "skip_clean = true leaves the archive in the bucket."
            ])
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "googlecompute-export",
        summary: "Only checked: there is no builder \"googlecompute\" here whose images it could export.",
        options: Keys.declarations
    ) { reader, environment in
        let paths = reader.optional(Keys.paths) ?? []
        if reader.isSet(Keys.paths), paths.isEmpty {
            reader.error("Missing paths", "paths must name at least one place.", of: Keys.paths)
        }
        for path in paths where !isObject(path) {
            reader.error("Invalid path", "\"\(path)\" is not of the form gs://BUCKET/FILE.", of: Keys.paths)
        }
        _ = (reader.value(Keys.diskSize), reader.value(Keys.omitsAddress))
        for key in [Keys.diskType, Keys.machineType, Keys.network, Keys.subnetwork, Keys.zone, Keys.account] {
            _ = reader.optional(key)
        }
        _ = GoogleAccessOptions(reader, environment)
        return Prepared(GoogleExportPostProcessor(), warnings: try reader.finish())
    }

    private static func isObject(_ path: String) -> Bool {
        let parts = path.dropFirst(5).split(separator: "/", maxSplits: 1)
        return path.hasPrefix("gs://") && parts.count == 2
    }
}
