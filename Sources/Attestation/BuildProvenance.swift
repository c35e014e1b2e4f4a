import JSONText

/// How an artifact came to be: the predicate of SLSA's provenance, version 1.
package struct BuildProvenance: Hashable, Sendable {
    /// Something that went into the build, by address and digests (in-toto's ResourceDescriptor).
    package struct Resource: Hashable, Sendable {
        /// Where it came from; `nil` where it has no address.
        package var uri: String?
        /// A name for people; `nil` where the address says enough.
        package var name: String?
        /// Digests in lower-case hexadecimal by their algorithm: `sha256`, `gitCommit`.
        package var digests: [String: String]
        /// Base64 of a content that is given with it.
        package var content: String?

        package init(
            uri: String? = nil, name: String? = nil, digests: [String: String] = [:], content: String? = nil
        ) {
            self.uri = uri
            self.name = name
            self.digests = digests
            self.content = content
        }

        fileprivate var json: JSONValue {
            var members: [JSONValue.Member] = []
            if let name { members.append(.init("name", .string(name))) }
            if let uri { members.append(.init("uri", .string(uri))) }
            if !digests.isEmpty { members.append(.init("digest", BuildProvenance.json(digests))) }
            if let content { members.append(.init("content", .string(content))) }
            return .object(members)
        }
    }

    /// The predicate's type, by its address.
    package static let type = "https://slsa.dev/provenance/v1"

    /// The address of a page that tells what the parameters mean.
    package var buildType: String
    /// What a user gave.
    package var externalParameters: JSONValue
    /// What the program chose.
    package var internalParameters: JSONValue
    /// What went into the build: templates, media, files.
    package var dependencies: [Resource]
    /// The address of who built it, as a verifier compares it.
    package var builderID: String
    /// Versions of the parts of the builder by their names.
    package var builderVersions: [String: String]
    /// A name of this one run.
    package var invocationID: String
    /// In RFC 3339; `nil` where it is not told.
    package var finishedOn: String?
    /// What else came out: logs, manifests.
    package var byproducts: [Resource] = []

    package init(
        buildType: String, externalParameters: JSONValue, internalParameters: JSONValue, dependencies: [Resource],
        builderID: String, builderVersions: [String: String], invocationID: String
    ) {
        self.buildType = buildType
        self.externalParameters = externalParameters
        self.internalParameters = internalParameters
        self.dependencies = dependencies
        self.builderID = builderID
        self.builderVersions = builderVersions
        self.invocationID = invocationID
    }

    /// The predicate, its members in the order of the specification.
    package var json: JSONValue {
        var metadata: [JSONValue.Member] = [.init("invocationId", .string(invocationID))]
        if let finishedOn { metadata.append(.init("finishedOn", .string(finishedOn))) }
        var details: [JSONValue.Member] = [
            .init("builder", ["id": .string(builderID), "version": Self.json(builderVersions)]),
            .init("metadata", .object(metadata)),
        ]
        if !byproducts.isEmpty { details.append(.init("byproducts", .array(byproducts.map(\.json)))) }
        return [
            "buildDefinition": [
                "buildType": .string(buildType), "externalParameters": externalParameters,
                "internalParameters": internalParameters, "resolvedDependencies": .array(dependencies.map(\.json)),
            ],
            "runDetails": .object(details),
        ]
    }

    /// A map as an object whose names are sorted.
    package static func json(_ map: [String: String]) -> JSONValue {
        .object(map.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
    }
}
