import ComponentAPI
import HostOS

/// An artifact with files added by a post-processor; all else is the input's.
struct FileListArtifact: Artifact {
    let input: any Artifact
    let builderID: String
    let files: [String]
    let description: String
    /// What `destroy` removes: the files that were added, never the input's.
    let ownFiles: [String]

    var id: String { input.id }
    var generatedData: [String: String] { input.generatedData }

    func destroy() async throws {
        for path in ownFiles where HostFiles.exists(path) { try HostFiles.remove(path) }
    }
}
