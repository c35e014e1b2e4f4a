import Archives
import BuildEvents
import ComponentAPI
import HostOS
import QEMU

/// `convert`: writes the artifact's disks in another format, or as one OVA file.
package struct ConvertPostProcessor: PostProcessor {
    enum Keys {
        static let format = OptionKey<String>(
            "format", required: true, "qcow2, raw, vdi, vhd, vhdx, vmdk, or ova for a whole machine.")
        static let output = OptionKey<String>(
            "output", default: "packer_{{.BuildName}}_{{.BuilderType}}.{{.Extension}}", late: true,
            "The file to write: BuildName, BuilderType and Extension. Further disks get -1, -2 and so on before the "
                + "ending.")
        static let compression = OptionKey<String>(
            "compression", "Compresses a qcow2: zlib for every QEMU, or zstd, which is quicker and smaller.")
        static let imageOptions = OptionKey<[String: String]>(
            "image_options", default: [:],
            "Options of the format for qemu-img's -o, such as subformat = \"streamOptimized\" of vmdk.")
        static let program = OptionKey<String>("qemu_img_binary", default: "qemu-img", "The program that converts.")
        static let declarations =
            [format, output, compression].map(\.declaration) + [imageOptions.declaration, program.declaration]
            + OVAOptions.Keys.declarations
    }

    let format: ConversionFormat
    let output: OutputName
    let compression: DiskImageArguments.Compression?
    let imageOptions: [String: String]
    let program: String
    let machine: OVAOptions
    /// Seconds since 1970.
    let time: Int64?

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let disks = try ArtifactDisk.disks(of: artifact)
        let target = try output.render(artifact, adding: ["Extension": format.ending])
        let files = format == .ova ? [target] : Self.names(target, count: disks.count)
        for file in files { try refuse(file, among: artifact.files) }
        if format == .ova {
            try await makeMachine(disks, target, artifact, log)
        } else {
            for (disk, file) in zip(disks, files) { try await convert(disk, to: file, log) }
        }
        let result = ProducedArtifact(
            builderID: "packer.post-processor.convert", id: artifact.id, files: files,
            description: "Converted disks: " + files.joined(separator: ", "), generatedData: artifact.generatedData)
        return PostProcessed(result, keepsInput: true, mustKeepInput: false)
    }

    /// `a.vmdk`, `a-1.vmdk`, `a-2.vmdk`.
    static func names(_ target: String, count: Int) -> [String] {
        let ending = HostPath.extension(target)
        let stem = ending.isEmpty ? target : String(target.dropLast(ending.count + 1))
        return (0..<count).map { $0 == 0 ? target : "\(stem)-\($0)" + (ending.isEmpty ? "" : "." + ending) }
    }

    private func refuse(_ file: String, among files: [String]) throws {
        let place = try HostPath.absolute(file)
        guard try !files.contains(where: { try HostPath.absolute($0) == place }) else {
            throw PostProcessorError(
                "The output \(file) is a file of the artifact", advice: ["Give another output."])
        }
    }

    private func convert(_ disk: ArtifactDisk, to file: String, _ log: BuildLog) async throws {
        log.say("Converting \(disk.path) to \(file)")
        try await HostFiles.making(file) { beside in
            try await writeImage(of: disk, to: beside, imageOptions, log)
        }
    }

    /// Writes and checks an image; its size as guests see it must be the old one.
    private func writeImage(
        of disk: ArtifactDisk, to path: String, _ options: [String: String], _ log: BuildLog
    ) async throws {
        let list = options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        let additions = ["-f", disk.format.rawValue] + (list.isEmpty ? [] : ["-o", list])
        let image = DiskImage(program: program, arguments: .init(convert: additions), log: log)
        try await image.convert(
            disk.path, to: path, format: format.imageFormat, compression: compression,
            activity: "Converting \(HostPath.basename(disk.path))")
        try await image.check(path, format: format.imageFormat)
        let size = try await image.information(about: path, format: format.imageFormat).virtualSize
        // vhd counts in cylinders and rounds up; nobody may lose the end of a disk.
        guard size == disk.virtualSize || format == .vhd && size > disk.virtualSize else {
            throw PostProcessorError(
                "The converted image has \(size) bytes instead of \(disk.virtualSize)")
        }
    }

    private func makeMachine(
        _ disks: [ArtifactDisk], _ target: String, _ artifact: any Artifact, _ log: BuildLog
    ) async throws {
        log.say("Making \(target) of \(own: disks.count == 1 ? "1 disk" : "\(disks.count) disks")")
        // Beside the target: the temporary folder may be small.
        try HostFiles.createDirectory(HostPath.dirname(target), intermediates: true)
        try await withTemporaryDirectory(prefix: ".ingot-ova", in: HostPath.dirname(target)) { scratch in
            var packed: [OVFDescriptor.Disk] = []
            let name = try machine.name.render(artifact)
            for (index, disk) in disks.enumerated() {
                let file = "\(OVFDescriptor.fileStem(name))-disk\(index + 1).vmdk"
                let path = HostPath.join(scratch, file)
                let options = ["subformat": "streamOptimized"].merging(imageOptions) { _, own in own }
                try await writeImage(of: disk, to: path, options, log)
                packed.append(
                    .init(
                        file: file, path: path, fileSize: try HostFiles.size(path), capacity: disk.virtualSize))
            }
            let descriptor = OVFDescriptor(name: name, machine: machine, disks: packed)
            try await OVAFile(descriptor: descriptor, time: time).write(
                to: target, progress: CompressPostProcessor.progress(of: target, log))
        }
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "convert", summary: "Writes the artifact's disks in another format, or as one OVA file.",
        options: Keys.declarations
    ) { reader, environment in
        let name = reader.optional(Keys.format) ?? ""
        let format = ConversionFormat(rawValue: name)
        if format == nil, reader.isSet(Keys.format) {
            let known = ConversionFormat.allCases.map(\.rawValue).joined(separator: ", ")
            reader.error("Unknown format", "format must be one of \(known), but is \"\(name)\".", of: Keys.format)
        }
        let processor = ConvertPostProcessor(
            format: format ?? .raw, output: OutputName(Keys.output, reader, environment),
            compression: compression(reader, format), imageOptions: imageOptions(reader),
            program: reader.value(Keys.program), machine: OVAOptions(reader, environment, format: format),
            time: ArchiveContents.time(reader, environment))
        return Prepared(processor, warnings: try reader.finish())
    }

    private static func compression(
        _ reader: OptionReader, _ format: ConversionFormat?
    ) -> DiskImageArguments.Compression? {
        guard let name = reader.optional(Keys.compression), !name.isEmpty else { return nil }
        let compression = DiskImageArguments.Compression(rawValue: name)
        if compression == nil {
            reader.error(
                "Unknown compression", "compression must be zlib or zstd, but is \"\(name)\".", of: Keys.compression)
        } else if format != .qcow2 {
            reader.error(
                "Compression not possible", "compression is for format = \"qcow2\" only.", of: Keys.compression)
        }
        return compression
    }

    /// A comma would begin another option of qemu-img.
    private static func imageOptions(_ reader: OptionReader) -> [String: String] {
        let options = reader.value(Keys.imageOptions)
        for (name, value) in options where name.contains(where: { ",=".contains($0) }) || value.contains(",") {
            reader.error(
                "Invalid image option", "The image option \"\(name)\" may not hold a comma.", of: Keys.imageOptions)
        }
        return options
    }
}
