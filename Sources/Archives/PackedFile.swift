internal import CLibarchive
import HostOS

/// A file that is compressed, alone or as the only one of an archive: publishers give disk images away so.
package struct PackedFile: Sendable {
    /// Where it is.
    package let path: String
    /// What it is packed by, such as `xz`.
    package let packing: String

    /// How packed files begin, which no installer's medium and no disk does.
    ///
    /// By RFC 1952, the descriptions of xz and bzip2, RFC 8878, and the descriptions of lz4 and zip.
    private static let beginnings: [(name: String, bytes: [UInt8])] = [
        ("gzip", [0x1F, 0x8B, 0x08]), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]), ("bzip2", [0x42, 0x5A, 0x68]),
        ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("lz4", [0x04, 0x22, 0x4D, 0x18]), ("zip", [0x50, 0x4B, 0x03, 0x04]),
    ]

    /// Looks how the file begins; `nil` for one that is not packed, whatever its name says.
    package init?(_ path: String) throws {
        let start = try HostFiles.read(path, from: 0, atMost: 8)
        guard let found = Self.beginnings.first(where: { start.starts(with: $0.bytes) }) else { return nil }
        self.path = path
        packing = found.name
    }

    /// Writes what is in it to `target`, without the stretches that are only zeros, on a thread of its own.
    ///
    /// - Parameter progress: how many bytes of the packed file have been read.
    /// - Throws: `ArchiveError` if it is damaged or holds several files, `HostError` if the target cannot be written.
    package func unpack(to target: String, progress: @escaping @Sendable (Int64) -> Void) async throws {
        try await onOwnThread("unpack") { isCancelled in
            // A disk that begins with zeros is to libarchive a tar archive at its end, too.
            if try Unpacking(path, isCancelled, isArchive: true).run(to: target, progress) { return }
            if try Unpacking(path, isCancelled, isArchive: false).run(to: target, progress) { return }
            throw ArchiveError(operation: "unpack", path: path, reason: "there is no file in it")
        }
    }
}

/// One such file while it is read.
private final class Unpacking {
    private let library: ingot_archive_functions
    private let archive: OpaquePointer
    private let path: String
    private let isCancelled: Flag

    /// - Parameter isArchive: `false` takes it for one file without a name.
    init(_ path: String, _ isCancelled: Flag, isArchive: Bool) throws {
        guard let library = ingot_archive()?.pointee, let archive = library.read_new() else {
            throw ArchiveError.missing("libarchive", package: "libarchive13", "unpack", path)
        }
        self.library = library
        self.archive = archive
        self.path = path
        self.isCancelled = isCancelled
        _ = library.read_support_filter_all(archive)
        if isArchive {
            _ = library.read_support_format_tar(archive)
            _ = library.read_support_format_zip(archive)
        }
        // Whatever is none of these: bytes.
        _ = library.read_support_format_raw(archive)
        guard library.read_open_filename(archive, path, 1 << 18) == ARCHIVE_OK else { throw failure() }
    }

    deinit {
        _ = library.read_free(archive)
    }

    /// - Returns: `false` if there is no file in it.
    func run(to target: String, _ progress: (Int64) -> Void) throws -> Bool {
        guard try nextFile() else { return false }
        try write(to: target, progress)
        guard try !nextFile() else {
            throw ArchiveError(operation: "unpack", path: path, reason: "there is more than one file in it")
        }
        return true
    }

    /// Goes to the next file with contents; folders and the like are passed over.
    private func nextFile() throws -> Bool {
        var entry: OpaquePointer?
        while true {
            let status = library.read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { return false }
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw failure() }
            if library.entry_filetype(entry) == ingot_archive_regular_file { return true }
        }
    }

    private func write(to target: String, _ progress: (Int64) -> Void) throws {
        let file = try RandomAccessFile(target)
        defer { file.close() }
        try file.setSize(0)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var offset: Int64 = 0
        while true {
            if isCancelled.isSet { throw CancellationError() }
            let count = buffer.withUnsafeMutableBytes { library.read_data(archive, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw failure() }
            if count == 0 { break }
            try put(buffer[..<count], at: offset, in: file)
            offset += Int64(count)
            progress(library.filter_bytes(archive, -1))
        }
        try file.setSize(offset)
    }

    /// Bytes of a piece that is left out if it is only zeros.
    private static let pieceSize = 1 << 16

    private func put(_ bytes: ArraySlice<UInt8>, at offset: Int64, in file: RandomAccessFile) throws {
        for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
            let piece = bytes.dropFirst(start).prefix(Self.pieceSize)
            guard piece.contains(where: { $0 != 0 }) else { continue }
            try file.write(piece, at: offset + Int64(start))
        }
    }

    private func failure() -> ArchiveError {
        let words = library.error_string(archive).map { String(cString: $0) } ?? "it is damaged"
        return ArchiveError(operation: "unpack", path: path, reason: words)
    }
}
