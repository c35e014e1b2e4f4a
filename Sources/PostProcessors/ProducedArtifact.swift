import ComponentAPI
import HostOS

/// Files that a post-processor made out of another artifact.
struct ProducedArtifact: Artifact {
    let builderID: String
    let id: String
    let files: [String]
    let description: String
    let generatedData: [String: String]

    func destroy() async throws {
        for path in files where HostFiles.exists(path) { try HostFiles.remove(path) }
    }
}
