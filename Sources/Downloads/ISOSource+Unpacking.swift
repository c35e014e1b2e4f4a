import Archives
import BuildEvents
import Cryptography
import HTTP
import HostOS

extension ISOSource {
    /// What is in a file that is compressed, or the file itself where it is not.
    ///
    /// The checksum is the packed file's, as publishers give it. What was in it is kept in the cache, too, until the
    /// packed file is another one. An address with `archive=false` in its query, as the peer has it, is left packed.
    ///
    /// - Parameter location: the path or address that it came from.
    func unpacked(
        _ path: String, from location: String, _ expected: Checksum?, log: BuildLog
    ) async throws -> String {
        guard !Self.staysPacked(location), let packed = try PackedFile(path) else { return path }
        let ending = targetExtension.isEmpty ? "" : "." + targetExtension
        let name = try Digest.hex(of: try key(of: path, expected).utf8, .sha1) + ending
        let target = HostPath.join(cacheDirectory, name)
        try HostFiles.createDirectory(cacheDirectory, intermediates: true)
        let shown = maskingCredentials(location)
        try await withFileLock(
            target + ".lock", onWait: { log.message("Waiting for another build to unpack \(shown)") }
        ) {
            guard !HostFiles.exists(target) else { return log.message("Found already unpacked: \(target)") }
            try await unpack(packed, shown, to: target, log: log)
        }
        // A note that cannot be written leaves the file as good as it is.
        try? DownloadCache(directory: cacheDirectory).note(name, origin: shown + " (unpacked)", checksum: nil)
        return target
    }

    /// Whether the peer, which goes by the name alone, would unpack it.
    static func namesPackedFile(_ location: String) -> Bool {
        !staysPacked(location)
            && ["gz", "xz", "bz2", "zst", "zip"].contains(HostPath.extension(urlName(location)).lowercased())
    }

    private static func staysPacked(_ location: String) -> Bool {
        guard let mark = location.firstIndex(of: "?") else { return false }
        return location[mark...].dropFirst().split(separator: "&").contains("archive=false")
    }

    /// What tells this packed file from others and from its own later versions.
    private func key(of path: String, _ expected: Checksum?) throws -> String {
        if let expected { return "unpacked \(expected)" }
        return "unpacked \(path) \(try HostFiles.size(path)) \(try HostFiles.modificationTime(path))"
    }

    /// Only what was unpacked to its end gets the target's name.
    private func unpack(_ packed: PackedFile, _ shown: String, to target: String, log: BuildLog) async throws {
        log.say("Unpacking \(shown) (\(packed.packing))")
        let activity = "Unpacking \(urlName(shown))"
        let total = try HostFiles.size(packed.path)
        let part = target + ".part"
        do {
            try await packed.unpack(to: part) { done in
                log.progress(Progress(activity: activity, completed: done, total: total, unit: .bytes))
            }
            log.progress(Progress(activity: activity, completed: total, total: total, unit: .bytes, isFinished: true))
            try HostFiles.rename(part, to: target)
        } catch {
            if HostFiles.exists(part) { try HostFiles.remove(part) }
            throw error
        }
    }
}
