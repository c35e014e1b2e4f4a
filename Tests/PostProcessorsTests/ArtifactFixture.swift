import ComponentAPI

/// An artifact of some files.
struct ArtifactFixture: Artifact {
    var files: [String]
    var generatedData: [String: String] = [:]
    var builderID = "test"

    var id: String { "VM" }
    var description: String { "a test's files" }

    func destroy() async throws {}
}
