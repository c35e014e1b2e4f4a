import BuildEvents
package import ComponentAPI
import HCLValues

/// The `amazon-ami` data source: read and checked, so that templates which use it can be validated.
///
/// There is no client of EC2 here, so it has no value in a build.
package struct MachineImageDataSource: DataSource {
    private enum Keys {
        static let filters = OptionKey<[String: String]>(
            "filters", required: true, "What EC2's DescribeImages is to filter by: name = \"debian-12-*\".")
        static let owners = OptionKey<[String]>(
            "owners", required: true, "Whose images count: account numbers, `self`, `amazon`.")
        static let mostRecent = OptionKey<Bool>(
            "most_recent", default: false, "Whether the latest of several images counts, instead of an error.")
        static let deprecated = OptionKey<Bool>("include_deprecated", default: false, "Whether those count, too.")
        static let texts = [
            ("region", "The region of the images."), ("profile", "The profile of AWS's files."),
            ("custom_endpoint_ec2", "The address of another EC2 service."),
            ("access_key", "The key's name."), ("shared_credentials_file", "The file with AWS's keys."),
            ("mfa_code", "The code of a second factor."),
        ].map { OptionKey<String>($0.0, $0.1) }
        static let secrets = [("secret_key", "The key."), ("token", "The token of a temporary key.")].map {
            OptionKey<String>($0.0, sensitive: true, $0.1)
        }
        static let others = ["assume_role", "aws_polling", "vault_aws_engine"].map {
            OptionKey<HCLValue>($0, "Taken as it is.")
        }
        static let switches = ["insecure_skip_tls_verify", "skip_credential_validation", "skip_metadata_api_check"].map
        {
            OptionKey<Bool>($0, "Taken as it is.")
        }
        static let all: [OptionDeclaration] =
            [filters.declaration, owners.declaration, mostRecent.declaration, deprecated.declaration]
            + (texts + secrets).map(\.declaration) + others.map(\.declaration) + switches.map(\.declaration)
    }

    package static let type = DataSourceType(
        ComponentType(
            name: "amazon-ami", summary: "Only checked: there is no EC2 to ask. The machine image that filters find.",
            options: Keys.all,
            prepare: { reader, environment in
                let filters = reader.optional(Keys.filters) ?? [:]
                if reader.isSet(Keys.filters), filters.isEmpty {
                    reader.error("Missing filters", "The `filters` must be specified", of: Keys.filters)
                }
                if reader.isSet(Keys.owners), reader.optional(Keys.owners)?.isEmpty == true {
                    reader.error(
                        "Missing owners", "For security reasons, you must declare an owner.", of: Keys.owners)
                }
                _ = (reader.value(Keys.mostRecent), reader.value(Keys.deprecated))
                for key in Keys.secrets { reader.optional(key).map(environment.redactor.add) }
                let names = Keys.texts.map { reader.optional($0) }
                _ = Keys.switches.map { reader.optional($0) }
                return Prepared(
                    MachineImageDataSource(filters: filters, region: names.first ?? nil), warnings: try reader.finish())
            }),
        output: .object([
            "id": .string, "name": .string, "creation_date": .string, "owner": .string, "owner_name": .string,
            "tags": .map(.string),
        ]))

    let filters: [String: String]
    let region: String?

    package func fetch() async throws -> HCLValue {
        let words = filters.sorted { $0.key < $1.key }.map { "\($0.key) = \"\($0.value)\"" }.joined(separator: ", ")
        throw AbsentServiceError(
            type: "amazon-ami", subject: "which image has \(words)\(region.map { " in \($0)" } ?? "")",
            service: "Amazon EC2")
    }
}
