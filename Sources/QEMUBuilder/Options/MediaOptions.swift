import BuildEvents
import ComponentAPI
import Downloads

/// Where the machine's operating system comes from.
struct MediaOptions: Sendable {
    private enum Key {
        static let isoURL = OptionKey<String>(
            "iso_url", "Address or path of the installer's ISO, or of a disk image; a packed one is unpacked.")
        static let isoURLs = OptionKey<[String]>("iso_urls", "Several addresses of the same file, tried in order.")
        static let checksum = OptionKey<String>(
            "iso_checksum", required: true,
            "Its checksum: HEX, TYPE:HEX, file:ADDRESS of a checksum file, or none for no check.")
        static let targetPath = OptionKey<String>("iso_target_path", default: "", "Where the download is kept.")
        static let targetExtension = OptionKey<String>(
            "iso_target_extension", default: "iso", "Extension of the file in the cache.")
        static let skipCache = OptionKey<Bool>(
            "iso_skip_cache", default: false,
            "Has QEMU read the ISO from its server while the machine runs, instead of fetching it; not checked then.")
        static let headers = OptionKey<[String: String]>(
            "iso_headers", default: [:], sensitive: true,
            "Headers of the requests for the ISO, such as Authorization; another host never gets them.")
        static let cdFiles = OptionKey<[String]>("cd_files", default: [], "Files and folders for a further CD-ROM.")
        static let cdContent = OptionKey<[String: String]>(
            "cd_content", default: [:], "Files for that CD-ROM, by path.")
        static let cdLabel = OptionKey<String>("cd_label", default: "packer", "Its volume name.")
        static let floppyFiles = OptionKey<[String]>(
            "floppy_files", default: [], "Files and patterns for a floppy disk, all put into its root folder.")
        static let floppyFolders = OptionKey<[String]>(
            "floppy_dirs", default: [], "Folders for that disk; of one with a trailing slash, what is in it.")
        static let floppyContent = OptionKey<[String: String]>(
            "floppy_content", default: [:], "Files for that disk, by path.")
        static let floppyLabel = OptionKey<String>("floppy_label", default: "packer", "Its volume name.")
    }

    static let declarations: [OptionDeclaration] = [
        Key.isoURL.declaration, Key.isoURLs.declaration, Key.checksum.declaration, Key.targetPath.declaration,
        Key.targetExtension.declaration, Key.skipCache.declaration, Key.headers.declaration, Key.cdFiles.declaration,
        Key.cdContent.declaration, Key.cdLabel.declaration,
        Key.floppyFiles.declaration, Key.floppyFolders.declaration, Key.floppyContent.declaration,
        Key.floppyLabel.declaration,
    ]

    var addresses: [String]
    var checksum: ChecksumSource
    var targetPath: String?
    var targetExtension: String
    /// Whether QEMU reads the ISO from its server.
    var skipsCache: Bool
    var headers: [String: Secret<String>]
    var cd: CDContent?
    var floppy: FloppyContent?

    /// What goes onto the CD-ROM that the builder makes.
    struct CDContent: Hashable {
        var files: [String]
        var content: [String: String]
        var label: String
    }

    /// What goes onto the floppy disk that the builder makes.
    struct FloppyContent: Hashable {
        var files: [String]
        var folders: [String]
        var content: [String: String]
        var label: String
    }

    init(_ reader: OptionReader) {
        let single = reader.optional(Key.isoURL)?.nonEmpty
        let several = reader.optional(Key.isoURLs) ?? []
        addresses = single.map { [$0] } ?? several
        switch (single, several.isEmpty) {
        case (nil, true): reader.error("Missing ISO", "One of iso_url and iso_urls must be given.")
        case (_?, false):
            reader.error("Two ISO options", "Only one of iso_url and iso_urls can be given.", of: Key.isoURLs)
        default: break
        }
        skipsCache = reader.value(Key.skipCache)
        // What is read bit by bit cannot be checked, so no checksum is asked for.
        checksum = skipsCache ? .none : Self.checksum(reader)
        headers = reader.value(Key.headers).mapValues { Secret($0) }
        targetPath = reader.value(Key.targetPath).nonEmpty
        targetExtension = reader.value(Key.targetExtension)
        let files = reader.value(Key.cdFiles)
        let content = reader.value(Key.cdContent)
        let label = reader.value(Key.cdLabel)
        cd = files.isEmpty && content.isEmpty ? nil : CDContent(files: files, content: content, label: label)
        let floppy = FloppyContent(
            files: reader.value(Key.floppyFiles), folders: reader.value(Key.floppyFolders),
            content: reader.value(Key.floppyContent), label: reader.value(Key.floppyLabel))
        let isEmpty = floppy.files.isEmpty && floppy.folders.isEmpty && floppy.content.isEmpty
        self.floppy = isEmpty ? nil : floppy
    }

    private static func checksum(_ reader: OptionReader) -> ChecksumSource {
        guard let text = reader.optional(Key.checksum) else { return .none }
        do {
            let checksum = try ChecksumSource(text)
            if checksum == .none {
                reader.warning(
                    "No checksum", "With iso_checksum = \"none\", a damaged or exchanged file is not noticed.",
                    of: Key.checksum)
            }
            return checksum
        } catch {
            reader.error("Invalid checksum", "\(error)", of: Key.checksum)
            return .none
        }
    }
}
