import BuildEvents
import Cryptography
import Diagnostics
import HTTP
import HostOS

/// An installer or disk image that a build needs: where it can be had, and what it has to be.
package struct ISOSource: Sendable {
    /// Paths, `file://` and `http(s)://` addresses; tried in this order.
    package var locations: [String]
    package var checksum: ChecksumSource
    /// A file, or a folder that exists, to put a download at; `nil` for the cache.
    package var targetPath: String?
    /// Ending of the name in the cache, without a dot.
    package var targetExtension: String
    package var cacheDirectory: String
    /// What relative paths are relative to; `nil` for the current directory.
    package var baseDirectory: String?
    /// Headers of the requests for the file; another host than the location's own never gets them.
    package var headers: [String: String] = [:]

    package init(
        locations: [String], checksum: ChecksumSource, targetPath: String? = nil, targetExtension: String = "iso",
        cacheDirectory: String, baseDirectory: String? = nil
    ) {
        self.locations = locations
        self.checksum = checksum
        self.targetPath = targetPath
        self.targetExtension = targetExtension
        self.cacheDirectory = cacheDirectory
        self.baseDirectory = baseDirectory
    }

    /// The path of the file on this machine, fetched if needed and verified.
    ///
    /// A local file is used where it is. Builds side by side that want the same target fetch it once.
    ///
    /// - Throws: `DownloadError` with the reason of every location.
    package func fetch(log: BuildLog) async throws -> String {
        guard !locations.isEmpty else { throw DownloadError.noLocations }
        var reasons: [String] = []
        for location in locations {
            do {
                return try await fetch(location, log: log)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                reasons.append("\(error)")
                if locations.count > 1 { log.message("\(error)") }
                if locations.count == 1 { throw error }
            }
        }
        throw DownloadError.allFailed(reasons)
    }

    private func fetch(_ location: String, log: BuildLog) async throws -> String {
        try Task.checkCancellation()
        let place = try Location(location, base: baseDirectory)
        let expected = try await expectedChecksum(of: place)
        switch place {
        case .local(let path):
            try await verify(path, expected, location: path, log: log, removing: false)
            return try await unpacked(path, from: path, expected, log: log)
        case .remote(let url):
            let path = try await download(url, expected, log: log)
            return try await unpacked(path, from: url, expected, log: log)
        }
    }

    /// The first location that can be read bit by bit while the machine runs; nothing is fetched.
    ///
    /// - Throws: `DownloadError` with the reason of every location.
    package func streamed(log: BuildLog) async throws -> String {
        guard !locations.isEmpty else { throw DownloadError.noLocations }
        var reasons: [String] = []
        for location in locations {
            do {
                switch try Location(location, base: baseDirectory) {
                case .local(let path):
                    _ = try HostFiles.size(path)
                    return path
                case .remote(let url):
                    try await RangeSupport(url: url).check()
                    return url
                }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                reasons.append("\(error)")
                if locations.count > 1 { log.message("\(error)") }
            }
        }
        throw DownloadError.allFailed(reasons)
    }

    private func download(_ url: String, _ expected: Checksum?, log: BuildLog) async throws -> String {
        let target = try targetPath(for: url, expected)
        try HostFiles.createDirectory(HostPath.dirname(target), intermediates: true)
        let shown = maskingCredentials(url)
        let path = try await fetch(url, shown, to: target, expected, log: log)
        if targetPath == nil {
            // A note that cannot be written leaves the file as good as it is.
            try? DownloadCache(directory: cacheDirectory).note(
                HostPath.basename(path), origin: shown, checksum: expected)
        }
        return path
    }

    private func fetch(
        _ url: String, _ shown: String, to target: String, _ expected: Checksum?, log: BuildLog
    ) async throws -> String {
        try await withFileLock(
            target + ".lock", onWait: { log.message("Waiting for another build to fetch \(shown)") }
        ) {
            if let expected, HostFiles.exists(target) {
                if try await isRight(target, expected) {
                    log.message("Found already downloaded, checksum verified: \(target)")
                    return target
                }
                try HostFiles.remove(target)
            } else if HostFiles.exists(target) {
                log.message("Found already downloaded: \(target)")
                return target
            }
            try await transfer(url, shown, target, expected, log: log)
            return target
        }
    }

    /// Only a whole and right file ever gets the target's name.
    private func transfer(
        _ url: String, _ shown: String, _ target: String, _ expected: Checksum?, log: BuildLog
    ) async throws {
        let part = target + ".part"
        // Without a checksum nobody could tell whether an old beginning is of the same file.
        if expected == nil, HostFiles.exists(part) { try HostFiles.remove(part) }
        let hasBeginning = HostFiles.exists(part)
        log.say("Downloading \(shown)")
        try await receive(url, shown, part, log: log)
        let fits = try await isVerified(part, expected, location: shown, log: log, isRequired: !hasBeginning)
        if !fits {
            // The beginning may have been of what the server had before.
            log.message("The parts that came at different times do not fit together: once more from the start")
            try await receive(url, shown, part, log: log)
            try await verify(part, expected, location: shown, log: log, removing: true)
        }
        try HostFiles.rename(part, to: target)
    }

    /// - Returns: whether the file is the right one; one that is not is removed, and an error where it is required.
    @inline(never)
    private func isVerified(
        _ part: String, _ expected: Checksum?, location: String, log: BuildLog, isRequired: Bool
    ) async throws -> Bool {
        do {
            try await verify(part, expected, location: location, log: log, removing: true)
            return true
        } catch let error as DownloadError {
            guard !isRequired else { throw error }
            return false
        }
    }

    // Inlined into transfer(), it crashes the optimizer of Swift 6.3.1, as what else is marked so here may.
    @inline(never)
    private func receive(_ url: String, _ shown: String, _ part: String, log: BuildLog) async throws {
        let activity = "Downloading \(urlName(shown))"
        var download = HTTPDownload(url: url, target: part)
        download.headers = headers
        do {
            try await download.run { done, total in
                log.progress(Progress(activity: activity, completed: done, total: total, unit: .bytes))
            }
        } catch {
            // What came is of use next time, nothing is not. The error tells more than that of a removal would.
            if (try? HostFiles.size(part)) == 0 { try? HostFiles.remove(part) }
            throw error
        }
        let size = try HostFiles.size(part)
        log.progress(Progress(activity: activity, completed: size, total: size, unit: .bytes, isFinished: true))
    }

    private func isRight(_ path: String, _ expected: Checksum) async throws -> Bool {
        try await Downloads.checksum(ofFile: path, expected.algorithm) == expected
    }

    @inline(never)
    private func verify(
        _ path: String, _ expected: Checksum?, location: String, log: BuildLog, removing: Bool
    ) async throws {
        guard let expected else {
            // Still an error if it is not there.
            _ = try HostFiles.size(path)
            return
        }
        let actual = try await Downloads.checksum(ofFile: path, expected.algorithm)
        guard let actual, actual != expected else { return log.debug("checksum verified: \(location)") }
        if removing { try HostFiles.remove(path) }
        throw DownloadError.wrongChecksum(location: location, expected: expected, actual: actual, removed: removing)
    }
}

extension ISOSource {
    /// The cache's name for a file, as the peer forms it: SHA-1 of the checksum or, without one, of the address.
    ///
    /// Where the peer would keep what was in a packed file, the packed file gets another name: the peer would take it
    /// for the other one.
    package func cacheName(for url: String, _ expected: Checksum?) throws -> String {
        let key = (Self.namesPackedFile(url) ? "packed " : "") + (expected.map(\.hex) ?? url)
        let ending = targetExtension.isEmpty ? "" : "." + targetExtension
        return try Digest.hex(of: key.utf8, .sha1) + ending
    }

    private func targetPath(for url: String, _ expected: Checksum?) throws -> String {
        let name = try cacheName(for: url, expected)
        guard let targetPath else { return HostPath.join(cacheDirectory, name) }
        let path = try HostPath.absolute(targetPath, relativeTo: baseDirectory)
        let isFolder = HostFiles.kind(of: path, followingLinks: true) == .directory
        return isFolder ? HostPath.join(path, name) : path
    }

    /// The sum that a location has to have; a list is read or fetched for it.
    private func expectedChecksum(of place: Location) async throws -> Checksum? {
        switch checksum {
        case .none: return nil
        case .value(let checksum): return checksum
        case .list(let location):
            let text = try await readList(location)
            return try ChecksumList(text).checksum(for: place.filePath, list: maskingCredentials(location))
        }
    }

    private func readList(_ location: String) async throws -> String {
        // 16 MiB hold the sums of the largest archives.
        let limit = 16 << 20
        switch try Location(location, base: baseDirectory) {
        case .local(let path): return try HostFiles.readText(path, limit: limit)
        case .remote(let url):
            return try await withTemporaryDirectory { folder in
                var download = HTTPDownload(url: url, target: folder + "/sums")
                download.headers = headers
                try await download.run()
                return try HostFiles.readText(folder + "/sums", limit: limit)
            }
        }
    }
}
