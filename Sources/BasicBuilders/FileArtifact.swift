import ComponentAPI
import HostOS

/// The file that the file builder wrote.
struct FileArtifact: Artifact {
    let path: String
    let generatedData: [String: String]

    var builderID: String { "packer.file" }
    var id: String { "File" }
    var files: [String] { [path] }
    var description: String { "Stored file: \(path)" }

    func destroy() async throws {
        if HostFiles.exists(path) { try HostFiles.remove(path) }
    }
}
