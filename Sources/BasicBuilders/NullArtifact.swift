import ComponentAPI

/// What the null builder leaves: nothing but the word that it ran.
struct NullArtifact: Artifact {
    let generatedData: [String: String]

    var builderID: String { "fnoeding.null" }
    var id: String { "Null" }
    var files: [String] { [] }
    var description: String { "Did not export anything. This is the null builder" }

    func destroy() async throws {}
}
