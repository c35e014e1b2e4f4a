import Archives

extension ArchiveFormat {
    /// The format that a file name's endings ask for; what tells nothing is a tar compressed by gzip.
    ///
    /// Only endings of lower-case letters and digits count, so the dots of `{{.BuildName}}` do not.
    init(detectedFrom name: String) {
        let endings = Self.endings(name)
        guard let last = endings.last else {
            self.init(container: .tar, compression: .gzip)
            return
        }
        if last == "zip" || last == "tar" {
            self.init(container: last == "zip" ? .zip : .tar, compression: nil)
        } else if let compression = Self.compressions[last] {
            self.init(container: endings.dropLast().last == "tar" ? .tar : nil, compression: compression)
        } else {
            self.init(container: .tar, compression: Self.shortForms[last] ?? .gzip)
        }
    }

    private static let compressions: [String: Compression] = [
        "gz": .gzip, "bgzf": .bgzf, "lz4": .lz4, "xz": .xz, "bz2": .bzip2, "zst": .zstd,
    ]

    private static let shortForms: [String: Compression] = [
        "tgz": .gzip, "txz": .xz, "tbz2": .bzip2, "tbz": .bzip2, "tzst": .zstd, "tlz4": .lz4,
    ]

    /// Every run of lower-case letters and digits behind a dot.
    private static func endings(_ name: String) -> [String] {
        name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            let ending = part.prefix { $0.isASCII && ($0.isLowercase || $0.isNumber) }
            return ending.isEmpty ? nil : String(ending)
        }
    }

    /// What the user reads as the method's name.
    var compressionName: String { compression?.rawValue ?? "no compression" }
}
