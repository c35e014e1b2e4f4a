/// What a builder or post-processor made.
public protocol Artifact: Sendable {
    /// The type tag by which post-processors know the artifact: `transcend.qemu`.
    var builderID: String { get }
    /// What identifies it for other tools: a VM's name, an image's id; shown in the manifest.
    var id: String { get }
    /// Paths of the files it consists of.
    var files: [String] { get }
    /// The line of the run's summary.
    var description: String { get }
    /// The values that provisioners saw, for post-processors' templates.
    var generatedData: [String: String] { get }
    /// Removes what the artifact consists of.
    func destroy() async throws
}
