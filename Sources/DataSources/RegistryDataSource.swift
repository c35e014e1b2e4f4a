package import ComponentAPI
import HCLValues

/// Data sources of the HCP Packer registry: read and checked, so that templates which use them can be validated.
///
/// There is no registry here, so none of them has a value in a build.
package struct RegistryDataSource: DataSource {
    private enum Keys {
        static let bucket = OptionKey<String>("bucket_name", required: true, "The bucket in the registry.")
        static let channelName = OptionKey<String>("channel_name", "The channel whose version is meant.")
        static let requiredChannel = OptionKey<String>(
            "channel_name", required: true, "The channel whose version is meant.")
        static let fingerprint = OptionKey<String>("version_fingerprint", "The version, instead of a channel.")
        static let platform = OptionKey<String>("platform", required: true, "Where the artifact is: aws, gce, azure….")
        static let region = OptionKey<String>("region", required: true, "The region where the artifact is.")
        static let component = OptionKey<String>("component_type", "The builder that made it: amazon-ebs.base.")
        static let channel = OptionKey<String>("channel", "The channel whose iteration is meant.")
        static let oldRequiredChannel = OptionKey<String>(
            "channel", required: true, "The channel whose iteration is meant.")
        static let iteration = OptionKey<String>("iteration_id", "The iteration, instead of a channel.")
        static let provider = OptionKey<String>(
            "cloud_provider", required: true, "Where the image is: aws, gce, azure….")
    }

    private static let texts = [
        "author_id", "bucket_name", "status", "created_at", "fingerprint", "id", "name", "updated_at", "channel_id",
    ]

    package static let types = [
        type(
            "hcp-packer-version", "A version of a bucket in the HCP Packer registry.",
            [Keys.bucket, Keys.requiredChannel], outputs: texts),
        type(
            "hcp-packer-artifact", "An artifact of a version in the HCP Packer registry.",
            [Keys.bucket, Keys.platform, Keys.region, Keys.channelName, Keys.fingerprint, Keys.component],
            outputs: [
                "platform", "component_type", "created_at", "build_id", "version_id", "channel_id", "packer_run_uuid",
                "external_identifier", "region",
            ], more: ["labels": .map(.string)], either: (Keys.channelName, Keys.fingerprint)),
        type(
            "hcp-packer-iteration", "An iteration of a bucket in the HCP Packer registry.",
            [Keys.bucket, Keys.oldRequiredChannel],
            outputs: ["author_id", "bucket_name", "created_at", "fingerprint", "id", "updated_at", "channel_id"],
            more: ["complete": .bool, "incremental_version": .number], successor: "hcp-packer-version"),
        type(
            "hcp-packer-image", "An image of an iteration in the HCP Packer registry.",
            [Keys.bucket, Keys.provider, Keys.region, Keys.channel, Keys.iteration, Keys.component],
            outputs: [
                "cloud_provider", "component_type", "created_at", "build_id", "iteration_id", "channel_id",
                "packer_run_uuid", "id", "region",
            ], more: ["labels": .map(.string)], either: (Keys.channel, Keys.iteration),
            successor: "hcp-packer-artifact"),
    ]

    let type: String
    let bucket: String

    package func fetch() async throws -> HCLValue {
        throw AbsentServiceError(
            type: type, subject: "what is in the bucket \"\(bucket)\"", service: "the HCP Packer registry")
    }

    /// - Parameters:
    ///   - outputs: names of texts.
    ///   - either: two options of which exactly one is given.
    ///   - successor: what to use instead of a type that the peer calls deprecated.
    private static func type(
        _ name: String, _ summary: String, _ keys: [OptionKey<String>], outputs: [String],
        more: [String: HCLType] = [:], either: (OptionKey<String>, OptionKey<String>)? = nil, successor: String? = nil
    ) -> DataSourceType {
        let attributes = Dictionary(outputs.map { ($0, HCLType.string) }) { first, _ in first }
        let note = "Only checked: there is no registry to ask. "
        return DataSourceType(
            ComponentType(
                name: name, summary: note + summary, options: keys.map(\.declaration),
                prepare: { reader, _ in
                    for key in keys where reader.optional(key)?.isEmpty == true && key.declaration.isRequired {
                        reader.error("Missing required argument", "The argument \"\(key.name)\" is empty.", of: key)
                    }
                    if let either { check(either, reader) }
                    if let successor {
                        reader.warning(
                            "Deprecated data source", "\"\(name)\" is deprecated: use \"\(successor)\" instead.")
                    }
                    let bucket = reader.optional(Keys.bucket) ?? ""
                    return Prepared(RegistryDataSource(type: name, bucket: bucket), warnings: try reader.finish())
                }), output: .object(attributes.merging(more) { _, new in new }))
    }

    private static func check(_ keys: (OptionKey<String>, OptionKey<String>), _ reader: OptionReader) {
        let given = [keys.0, keys.1].filter { reader.optional($0)?.isEmpty == false }
        guard given.count != 1 else { return }
        reader.error(
            "One of two arguments",
            "Exactly one of \"\(keys.0.name)\" and \"\(keys.1.name)\" must be given, not "
                + (given.isEmpty ? "none of them." : "both."))
    }
}
