import BuildEvents
import HostOS
import QEMU

/// Makes the machine's disks in the output directory.
struct CreateDisks: Sendable {
    let options: QEMUOptions
    let image: RetrievedImage

    func run(_ log: BuildLog) async throws -> [MachineDescription.Disk] {
        let disks = options.disks
        let tool = DiskImage(arguments: disks.imageArguments, log: log)
        let main = HostPath.join(disks.outputDirectory, options.machine.name)
        switch disks.start {
        case .empty:
            log.say("Creating hard drive...")
            if let size = disks.size { try await tool.create(main, format: disks.format, size: size) }
        case .overlay:
            log.say("Creating hard drive...")
            let base = try HostPath.absolute(image.path)
            let format = try await tool.format(of: base)
            if let size = disks.size {
                try await tool.create(main, format: disks.format, size: size, backing: (base, format))
            }
        case .copy(let isResized):
            try await copy(to: main, tool, log)
            if isResized, let size = disks.size {
                log.say("Resizing hard drive...")
                try await tool.resize(main, format: disks.format, size: size)
            }
        }
        var all = [MachineDescription.Disk(path: main, format: disks.format)]
        for (index, size) in disks.additionalSizes.enumerated() {
            let path = "\(main)-\(index + 1)"
            try await tool.create(path, format: disks.format, size: size)
            all.append(.init(path: path, format: disks.format))
        }
        return all
    }

    /// An image in the wanted format needs no conversion.
    private func copy(to main: String, _ tool: DiskImage, _ log: BuildLog) async throws {
        let disks = options.disks
        log.say("Copying hard drive...")
        if disks.imageArguments.convertAdditions.isEmpty, try await tool.format(of: image.path) == disks.format {
            try await HostFiles.copyAside(image.path, to: main)
            try HostFiles.setMode(0o644, of: main)
        } else {
            try await tool.convert(
                image.path, to: main, format: disks.format, compression: nil, activity: "Converting hard drive")
        }
    }
}

/// Makes the finished disk small.
struct CompactDisk: Sendable {
    let options: DiskOptions
    let disk: MachineDescription.Disk?

    func run(_ log: BuildLog) async throws {
        guard let disk, !options.skipsCompaction || options.compression != nil else { return }
        log.say("Converting hard drive...")
        try await DiskImage(arguments: options.imageArguments, log: log)
            .compact(disk.path, format: disk.format, compression: options.compression)
    }
}

/// Copies the EFI variables, which the machine writes to.
struct CopyFirmwareVariables: Sendable {
    static let fileName = "efivars.fd"
    let options: QEMUOptions

    func run() throws -> MachineDescription.Firmware {
        guard case .efi(let code, let variables) = options.machine.firmware else { return options.machine.firmware }
        let copy = HostPath.join(options.disks.outputDirectory, Self.fileName)
        try HostFiles.copy(variables, to: copy)
        try HostFiles.setMode(0o660, of: copy)
        return .efi(code: code, variables: copy)
    }
}
