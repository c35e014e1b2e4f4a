import JSONText

extension DiskImage {
    /// What `qemu-img info` tells about an image.
    package struct Information: Hashable, Sendable {
        /// As QEMU names it: `qcow2`, `raw`.
        package var format: String
        /// Bytes that a guest sees.
        package var virtualSize: Int64
        /// What it is an overlay of, as it says.
        package var backing: String?
    }

    /// - Parameter format: `nil` lets `qemu-img` find out.
    package func information(about path: String, format: String? = nil) async throws -> Information {
        let line = arguments.information(path)
        let output = try await run(format.map { [line[0], "-f", $0] + line.dropFirst() } ?? line, on: path)
        let answer = try JSONParser.parse(output)
        guard let format = answer["format"]?.string, let size = answer["virtual-size"]?.int else {
            throw DiskImageError(operation: "info", path: path, words: "its answer names no format or size")
        }
        return Information(
            format: format, virtualSize: Int64(size), backing: answer["backing-filename"]?.string)
    }

    /// How the clusters of a qcow2 are compressed; `nil` if none is.
    package func compression(of path: String) async throws -> DiskImageArguments.Compression? {
        let found = try JSONParser.parse(try await run(["check", "-f", "qcow2", "--output=json", path], on: path))
        guard let count = found["compressed-clusters"]?.int, count > 0 else { return nil }
        let answer = try JSONParser.parse(try await run(arguments.information(path), on: path))
        let name = answer["format-specific"]?["data"]?["compression-type"]?.string
        return name.flatMap(DiskImageArguments.Compression.init(rawValue:)) ?? .zlib
    }

    /// Lets `qemu-img` look for faults, if it can in this format.
    package func check(_ path: String, format: String) async throws {
        guard Self.checkedFormats.contains(format) else { return }
        try await run(arguments.check(path, format: format), on: path)
    }
}
