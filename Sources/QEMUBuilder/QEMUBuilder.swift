import AsyncSupport
import BuildEvents
import Communicators
public import ComponentAPI
import Diagnostics
import GoTemplate
import HostOS
import QEMU
import SSH

/// Makes a disk image by running a machine in QEMU: from an installer's ISO or from another disk image.
public struct QEMUBuilder: Builder {
    let options: QEMUOptions
    let environment: ComponentEnvironment
    /// What late options are rendered with, besides the machine's own data.
    let templating: TemplateContext

    /// The builder as templates know it: `source "qemu" "NAME"`.
    public static let type = BuilderType(
        name: "qemu", summary: "Builds disk images with QEMU, from an ISO or from another image.",
        options: QEMUOptions.declarations
    ) { reader, environment in
        let options = QEMUOptions(reader, environment)
        let warnings = try reader.finish()
        return Prepared(
            QEMUBuilder(options: options, environment: environment, templating: reader.templating), warnings: warnings)
    }

    /// The whole build: what each line makes is taken away again, in reverse, unless it becomes the artifact.
    public func run(_ context: BuildContext) async throws -> (any Artifact)? {
        context.log.emit(.exhibit(.destination(path: options.disks.outputDirectory)))
        let program = try await QEMUProgram.find(options.machine.qemuBinary)
        let optical = try await openOpticalSight()
        let image = try await RetrieveImage(options: options.media, environment: environment).run(context.log)
        let output = OutputDirectory(path: options.disks.outputDirectory)
        let generatedData = try await output.make(context.ledger, context.log) {
            try await withScratchDirectory(context.ledger) { scratch in
                let key = try await temporaryKey()
                let disks = try await CreateDisks(options: options, image: image).run(context.log)
                if options.communicator.kind == .guestFS {
                    let data = try await CustomiseImage(
                        options: options, environment: environment, program: program, disks: disks, scratch: scratch
                    ).run(context)
                    try await CompactDisks(options: options.disks, disks: disks).run(context.log)
                    return data
                }
                let kernel = try await TakeKernel(options: options.directBoot, image: image.path, scratch: scratch)
                    .run(context.log)
                let cd = try await CreateCD(content: options.media.cd, scratch: scratch).run(context.log)
                let floppy = try CreateFloppy(content: options.media.floppy, scratch: scratch).run(context.log)
                let firmware = try CopyFirmwareVariables(options: options).run()
                let own = templating.adding(ownData(key))
                let serving = ServeGuest(
                    options: options.network, cloudInit: options.cloudInit, templating: own, log: context.log)
                return try await serving.run { server in
                    let seed = try CloudInitSeed(options.cloudInit, templating: own.adding(server.data))
                    let parts = MachineParts(
                        scratch: scratch, disks: disks,
                        cdroms: image.cdroms(options.disks.start) + cd
                            + (try await seed.makeCD(in: scratch, context.log)),
                        floppy: floppy, firmware: firmware, kernel: kernel,
                        serialNumber: seed.serialNumber(server), key: key, server: server, optical: optical)
                    let data = try await withTPM(parts, context) { try await runMachine(program, $0, context) }
                    try await CompactDisks(options: options.disks, disks: disks).run(context.log)
                    return data
                }
            }
        }
        return QEMUArtifact(
            directory: options.disks.outputDirectory, dropsFirmwareVariables: options.machine.boot.dropsEFIVariables,
            generatedData: generatedData)
    }

    /// Before anything is fetched: whoever asks for it, waits for what only it can read.
    private func openOpticalSight() async throws -> OpticalSight? {
        guard let languages = options.watch.opticalLanguages, options.communicator.kind != .guestFS else { return nil }
        return try await OpticalSight(languages: languages)
    }

    private func withTPM<Value: Sendable>(
        _ parts: MachineParts, _ context: BuildContext, _ body: (MachineParts) async throws -> Value
    ) async throws -> Value {
        guard let tpm = options.machine.boot.tpm else { return try await body(parts) }
        let folder = HostPath.join(parts.scratch, "tpm")
        try HostFiles.createDirectory(folder, mode: 0o700)
        let value = try await tpm.maker.run(in: folder, ledger: context.ledger) { socket in
            var parts = parts
            parts.tpmSocket = socket
            return try await body(parts)
        }
        if tpm.keepsState { try keepState(of: folder) }
        return value
    }

    /// Puts what the TPM holds beside the disks, once nobody writes to it any more.
    private func keepState(of folder: String) throws {
        let target = HostPath.join(options.disks.outputDirectory, "tpm-state")
        try HostFiles.createDirectory(target, mode: 0o700)
        for name in try HostFiles.list(folder) where name.hasSuffix(".permall") {
            try HostFiles.copy(HostPath.join(folder, name), to: HostPath.join(target, name))
        }
    }

    /// What late options may name besides the server and the ports.
    func ownData(_ key: SSHKeyPair?) -> [String: GoValue] {
        [
            "Name": .string(options.machine.name), "SSHPublicKey": .string(key?.publicLine ?? ""),
            "SerialConsole": .string(options.machine.architecture.serialConsole),
        ]
    }

    /// A key that the guest can be given, unless the template has one; shown to nobody.
    private func temporaryKey() async throws -> SSHKeyPair? {
        let communicator = options.communicator
        guard communicator.wantsTemporaryKey else { return nil }
        let comment = communicator.temporaryKeyName ?? "ingot_\(RandomBytes.hex(count: 8))"
        let key = try await onOwnThread("ssh key") {
            try SSHKeyPair.generate(
                type: communicator.temporaryKeyType, bits: communicator.temporaryKeyBits, comment: comment)
        }
        environment.redactor.add(key.privateText.exposed)
        return key
    }
}

/// What the machine is put together from, besides the template's options.
struct MachineParts: Sendable {
    /// A folder with a short path, for sockets, that is removed after the build.
    var scratch: String
    var disks: [MachineDescription.Disk]
    var cdroms: [String]
    var floppy: String?
    /// Where swtpm listens, if the machine has a TPM.
    var tpmSocket: String?
    var firmware: MachineDescription.Firmware
    /// What QEMU starts by itself, without its arguments.
    var kernel: MachineDescription.Kernel?
    /// What the firmware tells the guest as the machine's serial number.
    var serialNumber: String?
    var key: SSHKeyPair?
    var server: GuestServer
    /// Reads screens that are no console.
    var optical: OpticalSight?
}

/// Makes a folder for sockets and other things that nobody needs after the build.
///
/// Its path is short, because a socket's address has room for 107 bytes.
func withScratchDirectory<Value: Sendable>(
    _ ledger: any CleanupLedger, _ body: (String) async throws -> Value
) async throws -> Value {
    let path = "/tmp/ingot-\(RandomBytes.hex(count: 6))"
    let entry = LedgerEntry.path(path)
    try ledger.record(entry)
    return try await withTeardownUnlessLeft {
        try HostFiles.createDirectory(path, mode: 0o700)
        return try await body(path)
    } teardown: {
        if HostFiles.exists(path) { try HostFiles.removeTree(path) }
        try ledger.settle(entry)
    }
}
