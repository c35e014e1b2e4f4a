import ComponentAPI
import HostOS

/// A disk image among an artifact's files.
struct ArtifactDisk: Hashable {
    enum Format: String {
        case qcow2
        case raw
    }

    let path: String
    let format: Format
    /// Bytes that a guest sees.
    let virtualSize: Int64

    /// The disks of an artifact, the first one first: all in qcow2 where there is such a one, else what could be raw.
    ///
    /// - Throws: `PostProcessorError` if there is none.
    static func disks(of artifact: any Artifact) throws -> [ArtifactDisk] {
        let images = try artifact.files.filter { HostFiles.kind(of: $0, followingLinks: true) == .file }.map(disk)
        let marked = images.filter { $0.format == .qcow2 }
        let found = marked.isEmpty ? images.filter(\.mayBeDisk) : marked
        guard !found.isEmpty else {
            throw PostProcessorError(
                "The artifact \(artifact.id) holds no disk image", advice: ["Its files are: \(artifact.files)."])
        }
        // A further disk has the first one's name and a number behind it.
        return found.sorted { first, second in
            first.path.utf8.count == second.path.utf8.count
                ? first.path < second.path : first.path.utf8.count < second.path.utf8.count
        }
    }

    /// A raw image has no mark: it is what can be a disk and does not say by its name that it is something else.
    private var mayBeDisk: Bool {
        let others = ["fd", "json", "txt", "log", "checksum", "iso", "ovf", "mf", "gz", "zip", "box", "ova"]
        return virtualSize > 0 && virtualSize % 512 == 0 && !others.contains(HostPath.extension(path))
    }

    /// Reads the beginning of a qcow2 header (QEMU, docs/interop/qcow2.txt).
    private static func disk(_ path: String) throws -> ArtifactDisk {
        let head = try StreamedFile.reading(path).head(32)
        guard head.count == 32, head.starts(with: [0x51, 0x46, 0x49, 0xFB]) else {
            return ArtifactDisk(path: path, format: .raw, virtualSize: try HostFiles.size(path))
        }
        let size = head[24..<32].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return ArtifactDisk(path: path, format: .qcow2, virtualSize: Int64(clamping: size))
    }
}

extension StreamedFile {
    /// The first bytes, fewer where the file is shorter.
    fileprivate func head(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = try bytes.withUnsafeMutableBytes { try self.read(into: $0) }
        return Array(bytes.prefix(read))
    }
}
