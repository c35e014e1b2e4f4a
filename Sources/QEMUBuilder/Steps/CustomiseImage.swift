import AsyncSupport
import BuildEvents
import Communicators
import ComponentAPI
import GuestFS
import HostOS
import QEMU

/// Runs the provisioners on the disks of a machine that is never started.
struct CustomiseImage: Sendable {
    let options: QEMUOptions
    let environment: ComponentEnvironment
    let program: QEMUProgram
    let disks: [MachineDescription.Disk]
    let scratch: String

    /// - Returns: what provisioners and post-processors are told.
    func run(_ context: BuildContext) async throws -> [String: String] {
        let accelerator = try await ChooseAccelerator(
            wanted: options.machine.accelerator, architecture: options.machine.architecture, program: program,
            cacheDirectory: environment.cacheDirectory
        ).run(context.log)
        let data = [
            "ID": "VM", "PackerRunUUID": environment.runUUID, "ConnType": options.communicator.kind.rawValue,
            "Accelerator": accelerator.rawValue,
        ]
        let connection = try await context.step("StepConnect") { try await open(accelerator, context.log) }
        try await withTeardown {
            try await context.provision(Machine(communicator: connection, generatedData: data, log: context.log))
            context.log.say("Closing the disk image...")
            try await connection.disk.finish()
        } teardown: {
            await connection.close()
        }
        return data
    }

    private func open(_ accelerator: Accelerator, _ log: BuildLog) async throws -> GuestFSCommunicator {
        log.say("Opening the disk image with libguestfs, without booting it...")
        let drives = try disks.map { disk in
            GuestDisk.Drive(path: try HostPath.absolute(disk.path), format: disk.format, discards: true)
        }
        let connection = try await GuestFSCommunicator.open(
            options.communicator.guestFS, disks: drives, scratch: scratch, usesTCG: accelerator != .kvm, log: log)
        let name = await connection.disk.system?.name ?? ""
        log.say(name.isEmpty ? "The disk image is open" : "Found \(name)")
        return connection
    }
}
