/// A file of an archive.
package struct ArchiveEntry: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// The file at a path.
        case file(String)
        case bytes([UInt8])
    }

    /// Its path in the archive.
    package var name: String
    package var content: Content
    /// Permission bits.
    package var mode: UInt16

    package init(name: String, content: Content, mode: UInt16 = 0o644) {
        self.name = name
        self.content = content
        self.mode = mode
    }
}
