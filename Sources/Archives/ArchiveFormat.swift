/// How files become one file: a container, and what compresses it.
package struct ArchiveFormat: Hashable, Sendable {
    package enum Container: String, Hashable, Sendable {
        /// POSIX tar as GNU tar writes it.
        case tar
        case zip
    }

    package enum Compression: String, CaseIterable, Hashable, Sendable {
        /// RFC 1952, one member for each MiB, so that all processors can work.
        case gzip
        /// gzip in blocks of 64 KiB that can be found without reading those before them (SAM specification, 4.1).
        case bgzf
        case lz4
        case xz
        case bzip2
        case zstd

        /// What a level may be; others count as the nearest.
        var levels: ClosedRange<Int> {
            switch self {
            case .gzip, .bgzf, .bzip2, .lz4, .xz: 1...9
            case .zstd: 1...22
            }
        }
    }

    /// `nil` for one file that is compressed as it is.
    package var container: Container?
    /// `nil` for none; a zip compresses each file by itself.
    package var compression: Compression?

    package init(container: Container?, compression: Compression?) {
        self.container = container
        self.compression = compression
    }
}
