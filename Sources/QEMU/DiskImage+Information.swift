import JSONText

extension DiskImage {
    /// What `qemu-img info` tells about an image.
    package struct Information: Hashable, Sendable {
        package var format: String
        /// Bytes that a guest sees.
        package var virtualSize: Int64
    }

    /// - Parameter format: `nil` lets `qemu-img` find out.
    package func information(about path: String, format: String? = nil) async throws -> Information {
        let line = arguments.information(path)
        let output = try await run(format.map { [line[0], "-f", $0] + line.dropFirst() } ?? line, on: path)
        let answer = try JSONParser.parse(output)
        guard let format = answer["format"]?.string, let size = answer["virtual-size"]?.int else {
            throw DiskImageError(operation: "info", path: path, words: "its answer names no format or size")
        }
        return Information(format: format, virtualSize: Int64(size))
    }

    /// Lets `qemu-img` look for faults, if it can in this format.
    package func check(_ path: String, format: String) async throws {
        guard Self.checkedFormats.contains(format) else { return }
        try await run(arguments.check(path, format: format), on: path)
    }
}
