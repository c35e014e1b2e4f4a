import AsyncSupport
import BuildEvents
import ComponentAPI
import GuestFS
import HostOS
import QEMU

/// Changes the disks of an artifact without booting them, all or none.
///
/// What is changed goes to overlays; the disks with their overlays are then written anew, checked and put in the place
/// of the old ones by rename. So a failure, or a power cut, leaves the artifact as it was.
struct ImageRewrite: Sendable {
    let options: ImageRewriteOptions
    let cacheDirectory: String
    /// What ran the machine that the disks come from, where that is known.
    let accelerator: String?
    let log: BuildLog

    /// One disk on its way.
    private struct Work {
        let disk: ArtifactDisk
        let overlay: String
        let written: String
        let compression: DiskImageArguments.Compression?
    }

    /// - Parameter change: is given the disks, of which nothing is mounted.
    func run(
        _ disks: [ArtifactDisk], _ change: @escaping @Sendable (GuestDisk) async throws -> Void
    ) async throws {
        guard let first = disks.first else { return }
        let usesTCG = try await isEmulated()
        try await withTemporaryDirectory { scratch in
            // Beside the disks: a rename must do, and the temporary folder may be small.
            try await withTemporaryDirectory(prefix: ".ingot-disk", in: HostPath.dirname(first.path)) { folder in
                var works: [Work] = []
                for (index, disk) in disks.enumerated() {
                    works.append(try await prepare(disk, HostPath.join(folder, "\(index)")))
                }
                log.say("Opening \(own: Self.count(disks)) with libguestfs...")
                let drives = works.map { GuestDisk.Drive(path: $0.overlay, format: "qcow2", discards: true) }
                let guest = try await GuestDisk.open(
                    .init(disks: drives, scratch: scratch, usesTCG: usesTCG, memory: options.memory))
                try await withTeardown {
                    try await unlock(guest)
                    try await change(guest)
                    try await guest.finish()
                } teardown: {
                    await guest.close()
                }
                for work in works { try await write(work) }
                for work in works { try replace(work) }
            }
        }
    }

    private func unlock(_ guest: GuestDisk) async throws {
        guard !options.passphrases.isEmpty else { return }
        let (opened, closed) = try await guest.unlock(options.passphrases)
        for device in opened { log.message("Opened the encrypted volume \(device)") }
        for device in closed { log.error("No passphrase of luks_keys opens \(device)") }
    }

    static func count(_ disks: [ArtifactDisk]) -> String { disks.count == 1 ? "1 disk" : "\(disks.count) disks" }

    private func isEmulated() async throws -> Bool {
        // What was good for the machine of the build is good here.
        if let accelerator { return accelerator != "kvm" }
        guard let host = Architecture.host else { return true }
        let program = try await QEMUProgram.find(host.program)
        switch try await KVMProbe(program: program, cacheDirectory: cacheDirectory).ask() {
        case .usable: return false
        case .unusable(let reason):
            log.say("KVM is not used, so this will be slow: \(reason)")
            return true
        }
    }

    private var tool: DiskImage { DiskImage(program: options.program, log: log) }

    private func prepare(_ disk: ArtifactDisk, _ stem: String) async throws -> Work {
        let path = try HostPath.absolute(disk.path)
        let found = try await tool.information(about: path, format: disk.format.rawValue)
        guard found.backing == nil else {
            throw PostProcessorError(
                "\(disk.path) is an overlay of \(found.backing ?? "another image")",
                advice: ["Leave use_backing_file out, so that the artifact is whole."])
        }
        guard let size = DiskSize("\(disk.virtualSize)b") else {
            throw PostProcessorError("\(disk.path) has the impossible size \(disk.virtualSize)")
        }
        let overlay = stem + ".overlay"
        try await tool.create(overlay, format: "qcow2", size: size, backing: (path, disk.format.rawValue))
        let compression =
            switch options.compression {
            case .asBefore where disk.format == .qcow2: try await tool.compression(of: path)
            case .method(let method) where disk.format == .qcow2: Optional(method)
            case .asBefore, .method, .none: DiskImageArguments.Compression?.none
            }
        return Work(disk: disk, overlay: overlay, written: stem + ".image", compression: compression)
    }

    private func write(_ work: Work) async throws {
        let name = HostPath.basename(work.disk.path)
        let format = work.disk.format.rawValue
        try await tool.convert(
            work.overlay, to: work.written, format: format, compression: work.compression, activity: "Writing \(name)")
        try await tool.check(work.written, format: format)
        let size = try await tool.information(about: work.written, format: format).virtualSize
        guard size == work.disk.virtualSize else {
            throw PostProcessorError("The disk written has \(size) bytes instead of \(work.disk.virtualSize)")
        }
        try HostFiles.setMode(try HostFiles.mode(work.disk.path), of: work.written)
    }

    private func replace(_ work: Work) throws {
        let before = try HostFiles.allocatedSize(work.disk.path)
        let after = try HostFiles.allocatedSize(work.written)
        try HostFiles.rename(work.written, to: work.disk.path)
        log.say("\(work.disk.path): \(own: Self.mebibytes(before)) before, \(own: Self.mebibytes(after)) now")
    }

    /// `12.3 MiB`.
    static func mebibytes(_ bytes: Int64) -> String {
        let tenths = (bytes * 10 + (1 << 19)) >> 20
        return "\(tenths / 10).\(tenths % 10) MiB"
    }
}
