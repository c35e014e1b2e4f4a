import ComponentAPI
import HostOS

/// The disks that a build left in its output directory.
struct QEMUArtifact: Artifact {
    let directory: String
    /// Whether the EFI variables do not count as part of it.
    let dropsFirmwareVariables: Bool
    let generatedData: [String: String]

    var builderID: String { "transcend.qemu" }
    var id: String { "VM" }
    var description: String { "VM files in directory: \(directory)" }

    var files: [String] {
        // A directory that is gone has no files.
        let entries = (try? HostFiles.walk(directory)) ?? []
        return entries.filter { entry in
            entry.kind == .file && !(dropsFirmwareVariables && entry.path == CopyFirmwareVariables.fileName)
        }.map { HostPath.join(directory, $0.path) }
    }

    func destroy() async throws {
        try HostFiles.removeTree(directory)
    }
}
