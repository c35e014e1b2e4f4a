import Attestation
import BuildEvents
import ComponentAPI
import Cryptography
import HCLValues
import HTTP
import HostOS
import JSONText

/// `provenance`: attests how an artifact came to be, signed where a key is given.
package struct ProvenancePostProcessor: PostProcessor {
    let options: ProvenanceOptions
    let environment: ComponentEnvironment

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        guard options.isWanted else { return PostProcessed(artifact, keepsInput: true, mustKeepInput: true) }
        let subjects = try await subjects(of: artifact)
        let statement = Statement(
            subjects: subjects.list, predicateType: BuildProvenance.type,
            predicate: try await provenance(byproducts: subjects.byproducts).json)
        let path = try path(for: artifact)
        try HostFiles.createDirectory(HostPath.dirname(path), intermediates: true)
        try HostFiles.writeAtomically(try text(of: statement).utf8, to: path, mode: 0o664)
        log.say("Wrote attestation to \(path)")
        let result = FileListArtifact(
            input: artifact, builderID: artifact.builderID, files: artifact.files + [path],
            description: "\(artifact.description), attested in \(path)", ownFiles: [path])
        return PostProcessed(result, keepsInput: true, mustKeepInput: true)
    }

    // MARK: - What is attested

    private func subjects(
        of artifact: any Artifact
    ) async throws -> (list: [Statement.Subject], byproducts: [BuildProvenance.Resource]) {
        guard !artifact.files.isEmpty else { return try identity(of: artifact) }
        var list: [Statement.Subject] = []
        for file in artifact.files {
            guard HostFiles.kind(of: file, followingLinks: true) == .file else {
                throw PostProcessorError("\(file) of the artifact is not a file, so it cannot be attested")
            }
            let digest = try await FileDigest.hexadecimal(of: file, .sha256)
            list.append(.init(name: HostPath.basename(file), sha256: digest))
        }
        return (list, [])
    }

    /// An artifact without files is known by what it is called where it is.
    private func identity(
        of artifact: any Artifact
    ) throws -> (list: [Statement.Subject], byproducts: [BuildProvenance.Resource]) {
        let json: JSONValue = ["builderId": .string(artifact.builderID), "id": .string(artifact.id)]
        let text = JSONWriter().text(json)
        let digest = try Digest.hex(of: text.utf8, .sha256)
        let byproduct = BuildProvenance.Resource(
            name: "cloud-artifact-identity", digests: ["sha256": digest], content: Base64.text(Array(text.utf8)))
        return ([.init(name: "\(artifact.builderID):\(artifact.id)", sha256: digest)], [byproduct])
    }

    private func provenance(byproducts: [BuildProvenance.Resource]) async throws -> BuildProvenance {
        let variables = environment.environment
        let identifier = ["GITHUB_RUN_ID", "CI_PIPELINE_ID", "CI_JOB_ID", "BUILD_ID"].lazy.compactMap { variables[$0] }
        let builder = ["GITHUB_WORKFLOW_REF", "CI_JOB_URL", "CI_PIPELINE_URL", "BUILD_URL"].lazy
            .compactMap { variables[$0] }
        var provenance = BuildProvenance(
            buildType: options.buildType, externalParameters: externalParameters,
            internalParameters: BuildProvenance.json([
                "ingotVersion": environment.productVersion, "templateLanguageVersion": environment.version,
                "buildName": environment.buildName, "builderType": environment.builderType,
            ]),
            dependencies: try await dependencies(),
            builderID: builder.first ?? "urn:ingot:local-build",
            builderVersions: ["ingot": environment.productVersion],
            invocationID: identifier.first ?? environment.runUUID)
        provenance.finishedOn = CivilTime(unixSeconds: Int(options.time ?? HostClock.wallSeconds)).rfc3339
        provenance.byproducts = byproducts
        return provenance
    }

    private var externalParameters: JSONValue {
        let origin = environment.origin
        let template = options.template ?? origin.templateFiles.joined(separator: " ")
        var members: [JSONValue.Member] = [.init("template", .string(template))]
        if !options.onlyBuilds.isEmpty {
            members.append(.init("onlyBuilds", .array(options.onlyBuilds.map(JSONValue.string))))
        }
        var variables = origin.variables.mapValues(json)
        for (name, value) in options.variables { variables[name] = shown(.string(value), value) }
        for name in origin.secretVariables { variables[name] = Self.redacted }
        members.append(
            .init("userVariables", .object(variables.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })))
        return .object(members)
    }

    private static let redacted: JSONValue = "[sensitive value redacted]"
    private static let tooLarge: JSONValue = "[large value left out]"

    /// A variable's value; one that holds a secret of another variable is not told either.
    private func json(_ value: HCLValue) -> JSONValue {
        // An attestation with values of megabytes is of use to nobody.
        guard value.isSmall, let json = try? value.jsonValue() else { return Self.tooLarge }
        return shown(json, JSONWriter().text(json))
    }

    private func shown(_ json: JSONValue, _ text: String) -> JSONValue {
        environment.redactor.redact(text) == text && !Self.holdsLogin(text) ? json : Self.redacted
    }

    /// Whether an address in the text carries a login: `https://user:token@host`.
    private static func holdsLogin(_ text: String) -> Bool {
        text.split(separator: "://", omittingEmptySubsequences: false).dropFirst().contains { rest in
            rest.prefix { !"/?#\\\" \n".contains($0) }.contains("@")
        }
    }

    /// What went into the build: the template's files, the installer, and the repository that holds the template.
    private func dependencies() async throws -> [BuildProvenance.Resource] {
        let origin = environment.origin
        var list: [BuildProvenance.Resource] = []
        for file in origin.templateFiles where HostFiles.kind(of: file, followingLinks: true) == .file {
            let digest = try await FileDigest.hexadecimal(of: file, .sha256)
            list.append(.init(uri: "file:" + file, name: HostPath.basename(file), digests: ["sha256": digest]))
        }
        for address in origin.installers {
            list.append(
                .init(
                    uri: removingCredentials(address), name: "installer",
                    digests: Self.digest(origin.installerChecksum)))
        }
        if let uri = options.sourceURI {
            let known = try await SourceRepository.revision(
                of: environment.templateDirectory, environment: environment.environment)
            list.append(.init(uri: uri, digests: known?.digests ?? [:]))
        } else if let revision = try await SourceRepository.revision(
            of: environment.templateDirectory, environment: environment.environment)
        {
            list.append(revision)
        }
        return list
    }

    /// `sha256:…`, or the digits alone, as a digest; nothing for `none` and for lists.
    static func digest(_ checksum: String?) -> [String: String] {
        guard let checksum else { return [:] }
        let parts = checksum.split(separator: ":", maxSplits: 1).map { $0.lowercased() }
        let digits = parts.last ?? ""
        let given = parts.count == 2 ? DigestAlgorithm(rawValue: parts[0]) : nil
        let byLength = DigestAlgorithm.allCases.first { $0.byteCount * 2 == digits.utf8.count }
        guard let algorithm = parts.count == 2 ? given : byLength, digits.allSatisfy(\.isHexDigit),
            digits.utf8.count == algorithm.byteCount * 2
        else { return [:] }
        return [algorithm.rawValue: digits]
    }

    // MARK: - The file

    private func text(of statement: Statement) throws -> String {
        guard let key = options.key else { return statement.text }
        let envelope = try SignedEnvelope(
            payload: Array(statement.text.utf8), type: SignedEnvelope.statementType, key: key)
        // Whoever needs the attestation must not be the first to find that it cannot be verified.
        guard envelope.isSigned(by: options.verifier ?? key.verificationKey) else {
            throw PostProcessorError("The attestation's signature does not hold")
        }
        return envelope.text
    }

    private func path(for artifact: any Artifact) throws -> String {
        let folder = options.outputDirectory ?? artifact.files.first.map(HostPath.dirname) ?? "."
        let name = artifact.files.first.map(HostPath.basename) ?? artifact.id
        return HostPath.join(folder, "\(Self.plain(environment.buildName))-\(Self.plain(name)).provenance.json")
    }

    /// Letters, digits, dots, hyphens and underscores.
    private static func plain(_ text: String) -> String {
        let plain = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
        return plain.isEmpty ? "artifact" : plain
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "provenance", summary: "Attests how an artifact came to be (in-toto, SLSA), signed where a key is given.",
        options: ProvenanceKeys.all
    ) { reader, environment in
        let options = ProvenanceOptions(reader, environment)
        return Prepared(
            ProvenancePostProcessor(options: options, environment: environment), warnings: try reader.finish())
    }
}
