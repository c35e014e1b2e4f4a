import BuildEvents
import Communicators
import ComponentAPI
import HostOS

/// All that a template says about a QEMU build.
struct QEMUOptions: Sendable {
    var machine: MachineOptions
    var disks: DiskOptions
    var media: MediaOptions
    var boot: BootOptions
    var network: NetworkOptions
    /// `nil` where the machine starts from its media.
    var directBoot: DirectBootOptions?
    var cloudInit: CloudInitOptions?
    var communicator: CommunicatorOptions
    var watch: WatchOptions

    static let declarations: [OptionDeclaration] =
        MediaOptions.declarations + MachineOptions.declarations + DiskOptions.declarations + BootOptions.declarations
        + NetworkOptions.declarations + DirectBootOptions.declarations + CloudInitOptions.declarations
        + CommunicatorOptions.options + WatchOptions.declarations

    /// Where the template wants a monitor of its own.
    var userMonitorSocket: String? {
        machine.userMonitor.map { $0.nonEmpty ?? HostPath.join(disks.outputDirectory, machine.name + ".monitor") }
    }

    init(_ reader: OptionReader, _ environment: ComponentEnvironment) {
        machine = MachineOptions(reader, buildName: environment.buildName)
        disks = DiskOptions(reader, buildName: environment.buildName)
        media = MediaOptions(reader)
        boot = BootOptions(reader, keyIntervalVariable: environment.environment["PACKER_KEY_INTERVAL"])
        network = NetworkOptions(reader)
        communicator = CommunicatorOptions(reader: reader, environment: environment)
        directBoot = DirectBootOptions(reader, startsFromISO: disks.start == .empty)
        cloudInit = CloudInitOptions(reader, instance: "\(environment.buildName)-\(environment.runUUID.prefix(8))")
        for secret in media.headers.values { environment.redactor.add(secret.exposed) }
        watch = WatchOptions(reader)
        checkStreaming(reader)
        checkRendering(reader)
        if disks.trimCommand != nil, communicator.kind == .none {
            reader.warning(
                "No way into the guest", "With communicator = \"none\" nothing runs the trim_command in the guest.")
        }
        if communicator.kind == .guestFS { checkImage(reader) }
        if HostFiles.exists(disks.outputDirectory), !environment.isForced {
            reader.error(
                "Output directory exists",
                "The output directory \"\(disks.outputDirectory)\" exists already. Remove it, name another one by "
                    + "output_directory, or use -force to replace it.")
        }
    }

    private func checkRendering(_ reader: OptionReader) {
        let names = LateData.commandLine(network.http)
        reader.checkRendering(machine.qemuargs.flatMap(\.self), with: names, of: "qemuargs")
        reader.checkRendering(machine.qemuargsAppend.flatMap(\.self), with: names, of: "qemuargs_append")
        reader.checkRendering(directBoot?.arguments ?? [], with: names, of: "kernel_arguments")
        let files = (cloudInit?.files ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        reader.checkRendering(files, with: LateData.guest, of: "cloud_init")
    }

    /// Nothing runs that could be talked to, started in another way or shut down.
    private func checkImage(_ reader: OptionReader) {
        if disks.start == .empty {
            reader.error(
                "Nothing to open", "communicator = \"guestfs\" opens a disk image, so it needs disk_image = true.")
        }
        let useless = [
            "boot_command": !boot.pieces.isEmpty, "direct_kernel": directBoot != nil, "cloud_init": cloudInit != nil,
            "shutdown_command": network.shutdownCommand != nil,
        ]
        for name in useless.filter(\.value).keys.sorted() {
            reader.error(
                "Invalid use of an option",
                "The option \"\(name)\" is for a machine that runs; with communicator = \"guestfs\" none does.")
        }
    }

    /// What is read by QEMU itself is at nobody else's hand.
    private func checkStreaming(_ reader: OptionReader) {
        guard media.skipsCache else { return }
        let places = [directBoot?.kernel, directBoot?.initrd]
        if disks.start != .empty || places.contains(where: { $0?.isInISO == true }) || !media.headers.isEmpty {
            reader.error(
                "Invalid use of an option",
                "The option \"iso_skip_cache\" works neither with disk_image = true, nor with iso_headers, nor with a "
                    + "direct_kernel that is in the ISO.")
        }
    }
}
