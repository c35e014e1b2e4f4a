import BuildEvents
import ComponentAPI
import QEMU

/// What all post-processors that change disks are told.
struct ImageRewriteOptions: Sendable {
    enum Keys {
        static let compression = OptionKey<String>(
            "compression", defaultText: "as it was",
            "How the clusters of a qcow2 are compressed: zlib, zstd or none.")
        static let memory = OptionKey<Int>(
            "memory", defaultText: "libguestfs's own",
            "Memory of the small machine that libguestfs runs, in MiB; at least 256.")
        static let program = OptionKey<String>(
            "qemu_img_binary", default: "qemu-img", "The program that writes the disks.")
        static let passphrases = OptionKey<[String]>(
            "luks_keys", default: [], sensitive: true,
            "Passphrases of encrypted volumes (LUKS); each volume is opened by the first one that fits.")
        static let declarations: [OptionDeclaration] = [
            compression.declaration, memory.declaration, program.declaration, passphrases.declaration,
        ]
    }

    enum Compression: Hashable {
        /// What the disk has.
        case asBefore
        case method(DiskImageArguments.Compression)
        case none
    }

    let compression: Compression
    /// MiB.
    let memory: Int?
    let program: String
    let passphrases: [String]

    init(_ reader: OptionReader, _ environment: ComponentEnvironment) {
        let name = reader.optional(Keys.compression) ?? ""
        switch name {
        case "": compression = .asBefore
        case "none": compression = .none
        default:
            let method = DiskImageArguments.Compression(rawValue: name)
            compression = method.map(Compression.method) ?? .asBefore
            if method == nil {
                reader.error(
                    "Unknown compression", "compression must be zlib, zstd or none, but is \"\(name)\".",
                    of: Keys.compression)
            }
        }
        memory = reader.optional(Keys.memory)
        program = reader.value(Keys.program)
        passphrases = reader.value(Keys.passphrases)
        if passphrases.contains("") {
            reader.error("Empty passphrase", "luks_keys holds an empty passphrase.", of: Keys.passphrases)
        }
        for passphrase in passphrases where !passphrase.isEmpty { environment.redactor.add(passphrase) }
        if let memory, memory < 256 {
            reader.error("Too little memory", "memory must be at least 256 MiB, but is \(memory).", of: Keys.memory)
        }
    }

    /// What becomes of the artifact: the same files, changed.
    static func result(_ input: any Artifact, _ description: String) -> PostProcessed {
        let artifact = FileListArtifact(
            input: input, builderID: input.builderID, files: input.files, description: description, ownFiles: [])
        return PostProcessed(artifact, keepsInput: true, mustKeepInput: true)
    }
}
