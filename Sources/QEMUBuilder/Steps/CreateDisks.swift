import BuildEvents
import Diagnostics
import HostOS
import QEMU

/// Makes the machine's disks in the output directory.
struct CreateDisks: Sendable {
    let options: QEMUOptions
    let image: RetrievedImage

    func run(_ log: BuildLog) async throws -> [MachineDescription.Disk] {
        let tool = DiskImage(arguments: options.disks.imageArguments, log: log)
        let main = HostPath.join(options.disks.outputDirectory, options.machine.name)
        switch options.disks.start {
        case .empty:
            try await createEmpty(main, tool, log)
        case .overlay(let isResized):
            try await createOverlay(main, tool, log, isResized: isResized)
        case .copy(let isResized):
            let facts = try await tool.information(about: image.path)
            // Found out before what may be a long copy.
            let size = isResized ? try sizeToGrow(to: facts, log) : nil
            try await copy(to: main, tool, log, from: facts.format)
            if let size { try await resize(main, to: size, tool, log) }
        }
        return [.init(path: main, format: options.disks.format)] + (try await createAdditional(beside: main, tool))
    }

    private func createEmpty(_ main: String, _ tool: DiskImage, _ log: BuildLog) async throws {
        log.say("Creating hard drive...")
        guard let size = options.disks.size else { return }
        try await tool.create(main, format: options.disks.format, size: size)
    }

    private func createOverlay(_ main: String, _ tool: DiskImage, _ log: BuildLog, isResized: Bool) async throws {
        log.say("Creating hard drive...")
        let base = try HostPath.absolute(image.path)
        let facts = try await tool.information(about: base)
        let size = isResized ? try sizeToGrow(to: facts, log) : nil
        try await tool.create(main, format: options.disks.format, size: size, backing: (base, facts.format))
    }

    private func resize(_ main: String, to size: DiskSize, _ tool: DiskImage, _ log: BuildLog) async throws {
        log.say("Resizing hard drive...")
        try await tool.resize(main, format: options.disks.format, size: size)
    }

    /// The size that the image's disk is to get; `nil` where it stays as it is.
    ///
    /// A smaller disk would cut off what is at the end of the larger: the image's second partition table at least.
    private func sizeToGrow(to facts: DiskImage.Information, _ log: BuildLog) throws -> DiskSize? {
        let mayShrink = options.disks.imageArguments.resizeAdditions.contains("--shrink")
        guard let size = options.disks.size, size.bytes < facts.virtualSize, !mayShrink else {
            return options.disks.size
        }
        let actual = "\(facts.virtualSize >> 20) MiB"
        guard options.disks.isSizeGiven else {
            log.say("The image's disk has \(actual), which is kept, as disk_size is not set")
            return nil
        }
        throw DiagnosticError(
            Diagnostic(
                "Disk image larger than disk_size",
                detail:
                    "The disk of \(image.path) has \(actual), and disk_size = \"\(size.text)\" would cut off its end.",
                advice: [
                    "Set skip_resize_disk = true, or a disk_size of \((facts.virtualSize - 1) >> 20 + 1)M or more."
                ]))
    }

    private func createAdditional(
        beside main: String, _ tool: DiskImage
    ) async throws -> [MachineDescription.Disk] {
        var disks: [MachineDescription.Disk] = []
        for (index, size) in options.disks.additionalSizes.enumerated() {
            let path = "\(main)-\(index + 1)"
            try await tool.create(path, format: options.disks.format, size: size)
            disks.append(.init(path: path, format: options.disks.format))
        }
        return disks
    }

    /// An image in the wanted format needs no conversion.
    ///
    /// Inlined into `run`, it makes the optimiser of Swift 6.3.1 crash while it splits the coroutine.
    @inline(never)
    private func copy(to main: String, _ tool: DiskImage, _ log: BuildLog, from format: String) async throws {
        log.say("Copying hard drive...")
        if format == options.disks.format, options.disks.imageArguments.convertAdditions.isEmpty {
            try await HostFiles.copyAside(image.path, to: main)
            try HostFiles.setMode(0o644, of: main)
        } else {
            try await tool.convert(
                image.path, to: main, format: options.disks.format, compression: nil,
                activity: "Converting hard drive")
        }
    }
}

/// Makes the finished disks small.
struct CompactDisks: Sendable {
    let options: DiskOptions
    let disks: [MachineDescription.Disk]

    func run(_ log: BuildLog) async throws {
        let isConverted = options.finalFormat != options.format
        guard isConverted || !options.skipsCompaction || options.compression != nil else { return }
        let tool = DiskImage(arguments: options.imageArguments, log: log)
        for disk in disks {
            log.say("Converting hard drive\(disks.count > 1 ? " \(HostPath.basename(disk.path))" : "")...")
            try await tool.compact(disk.path, format: options.finalFormat, compression: options.compression)
        }
    }
}

/// Copies the EFI variables, which the machine writes to.
struct CopyFirmwareVariables: Sendable {
    static let fileName = "efivars.fd"
    let options: QEMUOptions

    func run() throws -> MachineDescription.Firmware {
        let firmware = options.machine.boot.kind
        guard case .efi(let code, let variables) = firmware else { return firmware }
        if let missingFile { throw DiagnosticError(missingFile) }
        let copy = HostPath.join(options.disks.outputDirectory, Self.fileName)
        try HostFiles.copy(variables, to: copy)
        try HostFiles.setMode(0o660, of: copy)
        return .efi(code: code, variables: copy)
    }

    /// What to say of a file that is not there; `nil` where nothing is missing.
    var missingFile: Diagnostic? {
        guard case .efi(let code, let variables) = options.machine.boot.kind,
            let path = [code, variables].first(where: { !HostFiles.exists($0) })
        else { return nil }
        return Diagnostic(
            "EFI firmware not found", detail: "There is no file \(path).",
            advice: [
                "Install the package \(options.machine.architecture.firmwarePackage ?? "of one"), or set "
                    + "efi_firmware_code and efi_firmware_vars."
            ])
    }
}
