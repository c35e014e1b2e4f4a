/// `qemu-img`'s command lines.
package struct DiskImageArguments: Hashable, Sendable {
    /// The template's additions to each call.
    package var createAdditions: [String]
    /// The same for `qemu-img convert`.
    package var convertAdditions: [String]
    /// The same for `qemu-img resize`.
    package var resizeAdditions: [String]
    /// Bytes of a cluster of qcow2 images; `nil` for QEMU's choice, 64 KiB.
    package var clusterSize: Int64?

    package init(create: [String] = [], convert: [String] = [], resize: [String] = []) {
        createAdditions = create
        convertAdditions = convert
        resizeAdditions = resize
    }

    /// How the clusters of a converted image are compressed.
    package enum Compression: String, Hashable, Sendable, CaseIterable {
        /// Readable by every QEMU.
        case zlib
        /// Several times faster and somewhat smaller; readable from QEMU 5.1 on.
        case zstd
    }

    func create(_ path: String, format: String, size: String, backing: (path: String, format: String)?) -> [String] {
        let base = backing.map { ["-b", $0.path, "-F", $0.format] } ?? []
        return ["create", "-f", format] + base + settings(of: format, nil) + createAdditions + [path, size]
    }

    func convert(_ source: String, to target: String, format: String, compression: Compression?) -> [String] {
        var arguments = ["convert", "-p"]
        if compression != nil {
            // Compressing is the slow part: sixteen coroutines, written in any order, use the processors there are.
            arguments += ["-c", "-m", "16", "-W"]
        }
        return arguments + settings(of: format, compression) + convertAdditions + ["-O", format, source, target]
    }

    /// The settings of a format, as one switch.
    private func settings(of format: String, _ compression: Compression?) -> [String] {
        guard format == "qcow2" else { return [] }
        var settings = compression == .zstd ? ["compression_type=zstd", "compat=1.1"] : []
        if let clusterSize { settings.append("cluster_size=\(clusterSize)") }
        return settings.isEmpty ? [] : ["-o", settings.joined(separator: ",")]
    }

    func resize(_ path: String, format: String, size: String) -> [String] {
        ["resize", "-f", format] + resizeAdditions + [path, size]
    }

    func check(_ path: String, format: String) -> [String] {
        ["check", "-f", format, path]
    }

    func information(_ path: String) -> [String] {
        // A machine that runs may hold the lock of a backing file.
        ["info", "--output=json", "-U", path]
    }
}

/// Reads how far `qemu-img -p` has come from what it prints: `    (12.34/100%)` after a carriage return.
struct DiskImageProgress {
    private var pending: [UInt8] = []
    /// A piece beyond this length cannot be progress, in bytes.
    private static let longest = 64

    /// The latest percentage in `bytes` and what came before them.
    mutating func receive(_ bytes: some Sequence<UInt8>) -> Double? {
        var latest: Double?
        for byte in bytes {
            if byte == UInt8(ascii: ")") {
                latest = percentage() ?? latest
                pending.removeAll(keepingCapacity: true)
            } else if byte == UInt8(ascii: "(") || pending.count >= Self.longest {
                pending.removeAll(keepingCapacity: true)
            } else {
                pending.append(byte)
            }
        }
        return latest
    }

    private func percentage() -> Double? {
        let text = String(decoding: pending, as: UTF8.self)
        guard text.hasSuffix("/100%"), let value = Double(text.dropLast(5)), (0...100).contains(value) else {
            return nil
        }
        return value
    }
}
