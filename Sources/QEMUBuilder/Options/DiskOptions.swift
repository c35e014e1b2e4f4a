import ComponentAPI
import HCLValues
import QEMU

/// The machine's disks and what becomes of them.
struct DiskOptions: Sendable {
    private enum Key {
        static let size = OptionKey<String>(
            "disk_size", default: "40960M", defaultText: "40960M, or the image's size where that is larger",
            "Size of the first disk: digits and b, k, m, g or t; MiB without a unit.")
        static let additionalSizes = OptionKey<[String]>(
            "disk_additional_size", default: [], "Sizes of further disks.")
        static let format = OptionKey<String>(
            "format", default: "qcow2",
            "Format of the finished disks: qcow2, raw, vmdk, vdi, vhdx or vpc; those after raw are made at the end.")
        static let interface = OptionKey<String>(
            "disk_interface", default: "virtio", "How disks are attached: ide, sata, scsi, sd, virtio or virtio-scsi.")
        static let cache = OptionKey<String>(
            "disk_cache", default: "writeback", "Cache mode: writethrough, writeback, none, unsafe or directsync.")
        static let discard = OptionKey<String>(
            "disk_discard", default: "ignore", defaultText: "ignore, or unmap with trim_command",
            "What the guest's discards do: unmap or ignore.")
        static let trimCommand = OptionKey<String>(
            "trim_command", default: "",
            "Run in the guest before it is shut down, to give back what its files leave free: \"sudo fstrim -av\", for "
                + "example. If it fails, the build goes on.")
        static let clusterSize = OptionKey<String>(
            "disk_cluster_size", defaultText: "64k",
            "Size of the clusters of qcow2 disks, a power of two from 512b to 2m: large ones compress better and need "
                + "less memory, small ones waste less.")
        static let detectZeroes = OptionKey<String>(
            "disk_detect_zeroes", default: "off", "What writes of zeroes do: unmap, on or off.")
        static let diskImage = OptionKey<Bool>(
            "disk_image", default: false, "The image at iso_url is a disk to start from.")
        static let useBackingFile = OptionKey<Bool>(
            "use_backing_file", default: false, "The disk is an overlay of that image instead of a copy.")
        static let skipResize = OptionKey<Bool>(
            "skip_resize_disk", default: false, "Leaves the image's size alone.")
        static let skipCompaction = OptionKey<Bool>(
            "skip_compaction", default: false, "Leaves the disk as the machine left it.")
        static let compression = OptionKey<Bool>(
            "disk_compression", default: false, "Compresses the finished disk.")
        static let compressionMethod = OptionKey<String>(
            "compression", default: "zlib",
            "How: zlib, which every QEMU reads, or zstd, faster and smaller, for QEMU 5.1 on.")
        static let imageArguments = OptionKey<[String: [String]]>(
            "qemu_img_args", default: [:], "More arguments for qemu-img: lists named convert, create and resize.")
        static let cdromInterface = OptionKey<String>(
            "cdrom_interface", defaultText: "the machine's own",
            "How CD-ROM drives are attached: ide, sata, scsi, virtio or virtio-scsi.")
        static let outputDirectory = OptionKey<String>(
            "output_directory", defaultText: "output-BUILDNAME", "Where the artifact is made; must not exist.")
    }

    static let declarations: [OptionDeclaration] = [
        Key.size.declaration, Key.additionalSizes.declaration, Key.format.declaration, Key.interface.declaration,
        Key.cache.declaration, Key.discard.declaration, Key.trimCommand.declaration, Key.detectZeroes.declaration,
        Key.clusterSize.declaration, Key.diskImage.declaration,
        Key.useBackingFile.declaration, Key.skipResize.declaration, Key.skipCompaction.declaration,
        Key.compression.declaration, Key.compressionMethod.declaration,
        OptionDeclaration(
            name: Key.imageArguments.name, type: .block(imageArgumentDeclarations),
            documentation: Key.imageArguments.declaration.documentation),
        Key.cdromInterface.declaration, Key.outputDirectory.declaration,
    ]

    private static let imageArgumentDeclarations = ["convert", "create", "resize"].map {
        OptionDeclaration(name: $0, type: .list(.string), documentation: "More arguments for qemu-img \($0).")
    }

    var size: DiskSize?
    /// Whether the template says that size, rather than leaves it to us.
    var isSizeGiven: Bool
    var additionalSizes: [DiskSize]
    /// The format while the machine runs: qcow2 or raw.
    var format: String
    var finalFormat: String
    var interface: MachineDescription.DiskInterface
    var settings: MachineDescription.DiskSettings
    var start: Start
    /// Frees space in the guest before its disks are made small.
    var trimCommand: String?
    var skipsCompaction: Bool
    var compression: DiskImageArguments.Compression?
    var imageArguments: DiskImageArguments
    var cdromInterface: MachineDescription.CDROMInterface?
    var outputDirectory: String

    /// What the first disk starts as.
    enum Start: Hashable {
        case empty
        case copy(resized: Bool)
        case overlay(resized: Bool)
    }

    init(_ reader: OptionReader, buildName: String) {
        let defaultSize = "40960M"
        let sizeText = reader.value(Key.size)
        isSizeGiven = reader.isSet(Key.size) && sizeText != "0" && !sizeText.isEmpty
        size = reader.size(sizeText == "0" || sizeText.isEmpty ? defaultSize : sizeText, of: Key.size)
        additionalSizes = reader.value(Key.additionalSizes).compactMap { reader.size($0, of: Key.additionalSizes) }
        finalFormat = reader.choice(Key.format, among: ["qcow2", "raw", "vmdk", "vdi", "vhdx", "vpc"])
        format = finalFormat == "raw" ? "raw" : "qcow2"
        interface = reader.choice(Key.interface, MachineDescription.DiskInterface.self) ?? .virtio
        settings = MachineDescription.DiskSettings()
        settings.cache = reader.choice(
            Key.cache, among: ["writethrough", "writeback", "none", "unsafe", "directsync"])
        trimCommand = reader.value(Key.trimCommand).nonEmpty
        settings.discard = reader.choice(Key.discard, among: ["unmap", "ignore"])
        // Else trimming would free nothing.
        if trimCommand != nil, !reader.isSet(Key.discard) { settings.discard = "unmap" }
        settings.detectZeroes = reader.choice(Key.detectZeroes, among: ["unmap", "on", "off"])
        start = Self.start(reader, format: finalFormat)
        let isRaw = format == "raw"
        let isOverlay = if case .overlay = start { true } else { false }
        skipsCompaction = reader.value(Key.skipCompaction) || isRaw || isOverlay
        let method = reader.choice(Key.compressionMethod, DiskImageArguments.Compression.self) ?? .zlib
        compression = reader.value(Key.compression) && finalFormat == "qcow2" ? method : nil
        if reader.value(Key.compression), !["qcow2", "raw"].contains(finalFormat) {
            reader.error(
                "Invalid use of an option",
                "The option \"disk_compression\" works only with format = \"qcow2\", not with \"\(finalFormat)\".",
                of: Key.compression)
        }
        let lists = reader.value(Key.imageArguments)
        imageArguments = DiskImageArguments(
            create: lists["create"] ?? [], convert: lists["convert"] ?? [], resize: lists["resize"] ?? [])
        imageArguments.clusterSize = Self.clusterSize(reader)
        cdromInterface = reader.choice(Key.cdromInterface, MachineDescription.CDROMInterface.self)
        outputDirectory = reader.optional(Key.outputDirectory)?.nonEmpty ?? "output-\(buildName)"
        checkCards(reader)
    }

    private static func start(_ reader: OptionReader, format: String) -> Start {
        let isImage = reader.value(Key.diskImage)
        let skipsResize = reader.value(Key.skipResize)
        if reader.value(Key.useBackingFile) {
            if isImage, format == "qcow2" { return .overlay(resized: !skipsResize) }
            reader.error(
                "Invalid use of an option",
                "The option \"use_backing_file\" works only with disk_image = true and format = \"qcow2\".",
                of: Key.useBackingFile)
        }
        if skipsResize, !isImage {
            reader.error(
                "Invalid use of an option", "The option \"skip_resize_disk\" works only with disk_image = true.",
                of: Key.skipResize)
        }
        return isImage ? .copy(resized: !skipsResize) : .empty
    }

    /// What qcow2 has (QEMU's docs/interop/qcow2).
    private static func clusterSize(_ reader: OptionReader) -> Int64? {
        guard let text = reader.optional(Key.clusterSize)?.nonEmpty else { return nil }
        guard let bytes = DiskSize(text)?.bytes, (512...(2 << 20)).contains(bytes), bytes & (bytes - 1) == 0 else {
            reader.error(
                "Invalid cluster size",
                "The option \"disk_cluster_size\" must be a power of two from 512b to 2m (MiB without a unit), but is "
                    + "\"\(text)\".", of: Key.clusterSize)
            return nil
        }
        return bytes
    }

    /// QEMU refuses SD cards of other sizes when it starts.
    private func checkCards(_ reader: OptionReader) {
        guard interface == .sd else { return }
        let sizes = [size].compactMap { $0 } + additionalSizes
        for size in sizes where size.bytes <= 0 || size.bytes & (size.bytes - 1) != 0 {
            reader.error(
                "Invalid disk size",
                "With disk_interface = \"sd\" the size of a disk must be a power of two, but it is \(size.text).",
                of: Key.size)
        }
    }
}

extension OptionReader {
    fileprivate func size(_ text: String, of key: OptionKey<some OptionValue>) -> DiskSize? {
        if let size = DiskSize(text) { return size }
        error(
            "Invalid disk size",
            "The option \"\(key.name)\" must be digits and one of b, k, m, g and t (MiB without it), but is \"\(text)\".",
            of: key)
        return nil
    }
}
