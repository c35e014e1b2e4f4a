internal import CLibarchive
import HostOS

/// Reads tar archives that somebody else made.
package enum TarReader {
    /// More files than this are refused.
    private static let fileLimit = 10_000

    /// Writes the archive's files into a folder by their last names, on a thread of its own.
    ///
    /// Folders, links and devices are left out, and no name leads out of the folder.
    ///
    /// - Returns: the paths of the files, in the archive's order.
    package static func unpack(_ path: String, into folder: String) async throws -> [String] {
        try await onOwnThread("archive") { isCancelled in try Reading(path, isCancelled).unpack(into: folder) }
    }

    private final class Reading {
        private let library: ingot_archive_functions
        private let archive: OpaquePointer
        private let path: String
        private let isCancelled: Flag

        init(_ path: String, _ isCancelled: Flag) throws {
            guard let library = ingot_archive()?.pointee, let archive = library.read_new() else {
                throw ArchiveError.missing("libarchive", package: "libarchive13", "read", path)
            }
            self.library = library
            self.archive = archive
            self.path = path
            self.isCancelled = isCancelled
            _ = library.read_support_format_tar(archive)
            guard library.read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK else { throw failure() }
        }

        deinit {
            _ = library.read_free(archive)
        }

        func unpack(into folder: String) throws -> [String] {
            var paths: [String] = []
            var entry: OpaquePointer?
            while true {
                let status = library.read_next_header(archive, &entry)
                if status == ARCHIVE_EOF { return paths }
                guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw failure() }
                guard library.entry_filetype(entry) == ingot_archive_regular_file else { continue }
                let name = library.entry_pathname(entry).map { HostPath.basename(String(cString: $0)) } ?? ""
                guard !["", ".", "..", "/"].contains(name), paths.count < TarReader.fileLimit else {
                    throw ArchiveError(operation: "read", path: path, reason: "a name in it cannot be a file's")
                }
                let target = HostPath.join(folder, name)
                guard HostFiles.kind(of: target) == nil else {
                    throw ArchiveError(operation: "read", path: path, reason: "it holds two files named \(name)")
                }
                try write(to: target)
                paths.append(target)
            }
        }

        private func write(to target: String) throws {
            let file = try StreamedFile.creating(target, mode: 0o600)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 8)
            defer { buffer.deallocate() }
            while true {
                if isCancelled.isSet { throw CancellationError() }
                let count = library.read_data(archive, buffer.baseAddress, buffer.count)
                guard count >= 0 else { throw failure() }
                if count == 0 { return }
                try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }

        private func failure() -> ArchiveError {
            let words = library.error_string(archive).map { String(cString: $0) } ?? "it is no tar archive"
            return ArchiveError(operation: "read", path: path, reason: words)
        }
    }
}
