import BuildEvents
import ComponentAPI
import HostOS
import QEMU

/// Files of an artifact as a cloud's import takes them: those that are in the form already, else converted disks.
struct ImportableDisks {
    let artifact: any Artifact
    /// `qemu-img` or its path.
    let program: String
    let log: BuildLog

    /// The artifact's files whose names end so.
    func files(ending: String) -> [String] {
        artifact.files.filter { HostPath.basename($0).lowercased().hasSuffix(".\(ending)") }
    }

    /// Hands the disks in a format of qemu-img to `body`; those that had to be converted are gone afterwards.
    ///
    /// - Parameter options: of the format, for qemu-img's `-o`.
    func inFormat<Result: Sendable>(
        _ format: ConversionFormat, options: String? = nil, _ body: ([String]) async throws -> Result
    ) async throws -> Result {
        let disks = try ArtifactDisk.disks(of: artifact)
        guard format != .raw || disks.contains(where: { $0.format != .raw }) else {
            return try await body(disks.map(\.path))
        }
        // Beside the disks: the temporary folder may be small.
        let folder = HostPath.dirname(disks[0].path)
        return try await withTemporaryDirectory(prefix: ".ingot-import", in: folder) { scratch in
            var converted: [String] = []
            for (index, disk) in disks.enumerated() {
                let target = HostPath.join(scratch, "disk\(index).\(format.ending)")
                log.say("\(disk.path) is \(own: disk.format.rawValue): converting it to \(own: format.rawValue) first")
                let additions = ["-f", disk.format.rawValue] + (options.map { ["-o", $0] } ?? [])
                let image = DiskImage(program: program, arguments: .init(convert: additions), log: log)
                try await image.convert(
                    disk.path, to: target, format: format.imageFormat, compression: nil,
                    activity: "Converting \(HostPath.basename(disk.path))")
                try await image.check(target, format: format.imageFormat)
                converted.append(target)
            }
            return try await body(converted)
        }
    }
}
