internal import CLibarchive

/// libarchive's writer, which hands the archive's bytes to a sink; used by one thread.
final class LibarchiveWriter {
    private let library: ingot_archive_functions
    private let archive: OpaquePointer
    private let sink: any ByteSink
    private let path: String
    /// What the sink threw while libarchive was in between.
    private var sinkFailure: (any Error)?

    /// - Parameter path: for messages.
    init(_ format: ArchiveFormat, level: Int?, threads: Int, to sink: any ByteSink, path: String) throws {
        guard let library = ingot_archive()?.pointee, let archive = library.write_new() else {
            throw ArchiveError.missing("libarchive", package: "libarchive13", "write", path)
        }
        self.library = library
        self.archive = archive
        self.sink = sink
        self.path = path
        try choose(format.container, level)
        try choose(format.compression, level, threads)
        // Bytes go on as they come: tapes, for which tar gathers blocks, are not among the sinks.
        try check(library.write_set_bytes_per_block(archive, 0))
        try check(library.write_open(archive, Unmanaged.passUnretained(self).toOpaque(), nil, Self.onBytes, nil))
    }

    deinit {
        _ = library.write_free(archive)
    }

    func begin(_ name: String, size: Int64, mode: UInt16, time: Int64?) throws {
        guard let entry = library.entry_new() else {
            throw ArchiveError(operation: "write", path: path, reason: "there is no memory left")
        }
        defer { library.entry_free(entry) }
        library.entry_copy_pathname(entry, name)
        library.entry_set_size(entry, size)
        library.entry_set_filetype(entry, ingot_archive_regular_file)
        library.entry_set_perm(entry, mode_t(mode))
        library.entry_set_uid(entry, 0)
        library.entry_set_gid(entry, 0)
        if let time { library.entry_set_mtime(entry, Int(time), 0) }
        try check(library.write_header(archive, entry))
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = library.write_data(archive, rest.baseAddress, rest.count)
            guard count > 0 else { throw failure() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    func finish() throws {
        try check(library.write_close(archive))
        try sink.finish()
    }

    private func choose(_ container: ArchiveFormat.Container?, _ level: Int?) throws {
        switch container {
        // As GNU tar does it: some clouds import nothing else.
        case .tar: try check(library.write_set_format_gnutar(archive))
        case .zip:
            try check(library.write_set_format_zip(archive))
            if let level {
                try check(library.write_set_format_option(archive, "zip", "compression-level", "\(level)"))
            }
        case nil: try check(library.write_set_format_raw(archive))
        }
    }

    private func choose(_ compression: ArchiveFormat.Compression?, _ level: Int?, _ threads: Int) throws {
        let isThreaded: Bool
        switch compression {
        case .xz: (_, isThreaded) = (try check(library.write_add_filter_xz(archive)), true)
        case .zstd: (_, isThreaded) = (try check(library.write_add_filter_zstd(archive)), true)
        case .lz4: (_, isThreaded) = (try check(library.write_add_filter_lz4(archive)), false)
        case .bzip2: (_, isThreaded) = (try check(library.write_add_filter_bzip2(archive)), false)
        case .gzip, .bgzf, nil: return
        }
        // The filter that was added last is the one that knows the option.
        if let level { try check(library.write_set_filter_option(archive, nil, "compression-level", "\(level)")) }
        if isThreaded { try check(library.write_set_filter_option(archive, nil, "threads", "\(threads)")) }
    }

    private func check(_ status: Int32) throws {
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { throw failure() }
    }

    private func failure() -> any Error {
        if let sinkFailure { return sinkFailure }
        let words = library.error_string(archive).map { String(cString: $0) } ?? "libarchive failed"
        return ArchiveError(operation: "write", path: path, reason: words)
    }

    private static let onBytes: @convention(c) (
        OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?, Int
    ) -> Int = { _, context, bytes, count in
        guard let context else { return -1 }
        let writer = Unmanaged<LibarchiveWriter>.fromOpaque(context).takeUnretainedValue()
        do {
            try writer.sink.write(UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        } catch {
            writer.sinkFailure = error
            return -1
        }
    }
}
