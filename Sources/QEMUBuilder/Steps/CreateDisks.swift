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
        case .overlay:
            try await createOverlay(main, tool, log)
        case .copy(let isResized):
            try await copy(to: main, tool, log)
            if isResized { try await resize(main, tool, log) }
        }
        return [.init(path: main, format: options.disks.format)] + (try await createAdditional(beside: main, tool))
    }

    private func createEmpty(_ main: String, _ tool: DiskImage, _ log: BuildLog) async throws {
        log.say("Creating hard drive...")
        guard let size = options.disks.size else { return }
        try await tool.create(main, format: options.disks.format, size: size)
    }

    private func createOverlay(_ main: String, _ tool: DiskImage, _ log: BuildLog) async throws {
        log.say("Creating hard drive...")
        let base = try HostPath.absolute(image.path)
        let format = try await tool.format(of: base)
        guard let size = options.disks.size else { return }
        try await tool.create(main, format: options.disks.format, size: size, backing: (base, format))
    }

    private func resize(_ main: String, _ tool: DiskImage, _ log: BuildLog) async throws {
        guard let size = options.disks.size else { return }
        log.say("Resizing hard drive...")
        try await tool.resize(main, format: options.disks.format, size: size)
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
    private func copy(to main: String, _ tool: DiskImage, _ log: BuildLog) async throws {
        log.say("Copying hard drive...")
        if try await isInWantedFormat(tool) {
            try await HostFiles.copyAside(image.path, to: main)
            try HostFiles.setMode(0o644, of: main)
        } else {
            try await tool.convert(
                image.path, to: main, format: options.disks.format, compression: nil,
                activity: "Converting hard drive")
        }
    }

    private func isInWantedFormat(_ tool: DiskImage) async throws -> Bool {
        guard options.disks.imageArguments.convertAdditions.isEmpty else { return false }
        return try await tool.format(of: image.path) == options.disks.format
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
        for path in [code, variables] where !HostFiles.exists(path) {
            throw DiagnosticError(
                Diagnostic(
                    "EFI firmware not found", detail: "There is no file \(path).",
                    advice: [
                        "Install the package \(options.machine.architecture.firmwarePackage ?? "of one"), or set "
                            + "efi_firmware_code and efi_firmware_vars."
                    ]))
        }
        let copy = HostPath.join(options.disks.outputDirectory, Self.fileName)
        try HostFiles.copy(variables, to: copy)
        try HostFiles.setMode(0o660, of: copy)
        return .efi(code: code, variables: copy)
    }
}
