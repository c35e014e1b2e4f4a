import AmazonWebServices
import CloudAccess
package import ComponentAPI
import Diagnostics
import HCLValues

/// The `amazon-ami` data source: asks EC2 for the one machine image that filters find.
package struct MachineImageDataSource: DataSource {
    private enum Keys {
        static let filters = OptionKey<[String: String]>(
            "filters", required: true, "What EC2's DescribeImages is to filter by: name = \"debian-12-*\".")
        static let owners = OptionKey<[String]>(
            "owners", required: true, "Whose images count: account numbers, `self`, `amazon`.")
        static let mostRecent = OptionKey<Bool>(
            "most_recent", default: false, "Whether the latest of several images counts, instead of an error.")
        static let deprecated = OptionKey<Bool>("include_deprecated", default: false, "Whether those count, too.")
        static let all = [
            filters.declaration, owners.declaration, mostRecent.declaration, deprecated.declaration,
        ]
    }

    package static let type = DataSourceType(
        ComponentType(
            name: "amazon-ami", summary: "Asks Amazon EC2 for the one machine image that filters find.",
            options: Keys.all + AWSAccessOptions.declarations,
            prepare: { reader, environment in
                let filters = reader.optional(Keys.filters) ?? [:]
                if reader.isSet(Keys.filters), filters.isEmpty {
                    reader.error("Missing filters", "The `filters` must be specified", of: Keys.filters)
                }
                let owners = reader.optional(Keys.owners) ?? []
                if reader.isSet(Keys.owners), owners.isEmpty {
                    reader.error(
                        "Missing owners", "For security reasons, you must declare an owner.", of: Keys.owners)
                }
                let source = MachineImageDataSource(
                    filters: filters, owners: owners, takesLatest: reader.value(Keys.mostRecent),
                    includesDeprecated: reader.value(Keys.deprecated),
                    access: AWSAccessOptions(reader, environment, needsRegion: false))
                return Prepared(source, warnings: try reader.finish())
            }),
        output: .object([
            "id": .string, "name": .string, "creation_date": .string, "owner": .string, "owner_name": .string,
            "tags": .map(.string),
        ]))

    let filters: [String: String]
    let owners: [String]
    let takesLatest: Bool
    let includesDeprecated: Bool
    let access: AWSAccessOptions

    package func fetch() async throws -> HCLValue {
        let client = try EC2Client(access: access.access, credentials: AWSCredentialChain(access.access))
        let images = try await client.images(
            filters: filters, owners: owners, includesDeprecated: includesDeprecated)
        // Dates of one form sort as texts; by the identifier, where two images are of the same moment.
        let sorted = images.sorted { ($0.creationDate, $0.id) < ($1.creationDate, $1.id) }
        guard let image = sorted.last, takesLatest || images.count == 1 else {
            throw MachineImageSearchError(
                filters: filters, owners: owners, region: client.region, found: sorted.map { "\($0.id) (\($0.name))" })
        }
        return .object([
            "id": .string(image.id), "name": .string(image.name), "creation_date": .string(image.creationDate),
            "owner": .string(image.owner), "owner_name": .string(image.ownerAlias),
            "tags": .map(of: .string, image.tags.mapValues { .string($0) }),
        ])
    }
}

/// Filters that find no image, or more than one.
struct MachineImageSearchError: Error, DiagnosticConvertible {
    let filters: [String: String]
    let owners: [String]
    let region: String
    /// In the order of their dates.
    let found: [String]

    var diagnostic: Diagnostic {
        let words = filters.sorted { $0.key < $1.key }.map { "\($0.key) = \"\($0.value)\"" }.joined(separator: ", ")
        let place = "in \(region) of \(owners.joined(separator: ", ")) with \(words)"
        guard !found.isEmpty else {
            return Diagnostic(
                .error, "No machine image found", detail: "There is no image \(place).",
                advice: ["Check region, owners and filters; include_deprecated = true finds older ones, too."])
        }
        let few = found.suffix(5).reversed().joined(separator: ", ")
        return Diagnostic(
            .error, "Several machine images found",
            detail: "There are \(found.count) images \(place); the latest are \(few).",
            advice: ["Filter further, or take the latest by most_recent = true."])
    }
}
