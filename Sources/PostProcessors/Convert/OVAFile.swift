import Archives
import Cryptography
import HostOS

/// A machine in one file: its descriptor, their checksums, and its disks, in this order.
struct OVAFile: Sendable {
    let descriptor: OVFDescriptor
    /// Seconds since 1970.
    let time: Int64?

    func write(to target: String, progress: @escaping @Sendable (Int64, Int64) -> Void) async throws {
        let text = Array(descriptor.text.utf8)
        var manifest = "SHA256(\(descriptor.fileName))= \(try Digest.hex(of: text, .sha256))\n"
        for disk in descriptor.disks {
            manifest += "SHA256(\(disk.file))= \(try await FileDigest.hexadecimal(of: disk.path, .sha256))\n"
        }
        let manifestName = OVFDescriptor.fileStem(descriptor.name) + ".mf"
        let entries =
            [
                ArchiveEntry(name: descriptor.fileName, content: .bytes(text)),
                ArchiveEntry(name: manifestName, content: .bytes(Array(manifest.utf8))),
            ] + descriptor.disks.map { ArchiveEntry(name: $0.file, content: .file($0.path)) }
        // The standard asks for ustar, which has no room for longer files' sizes.
        let fits = descriptor.disks.allSatisfy { $0.fileSize < 8 << 30 }
        let format = ArchiveFormat(container: fits ? .ustar : .tar, compression: nil)
        try await ArchiveRecipe(format: format, time: time).make(entries, at: target, progress: progress)
    }
}
