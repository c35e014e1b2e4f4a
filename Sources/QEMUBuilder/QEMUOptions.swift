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
    var communicator: CommunicatorOptions
    var watch: WatchOptions

    static let declarations: [OptionDeclaration] =
        MediaOptions.declarations + MachineOptions.declarations + DiskOptions.declarations + BootOptions.declarations
        + NetworkOptions.declarations + CommunicatorOptions.options + WatchOptions.declarations + UnsupportedOptions.declarations

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
        watch = WatchOptions(reader)
        UnsupportedOptions.check(reader)
        if HostFiles.exists(disks.outputDirectory), !environment.isForced {
            reader.error(
                "Output directory exists",
                "The output directory \"\(disks.outputDirectory)\" exists already. Remove it, name another one by "
                    + "output_directory, or use -force to replace it.")
        }
    }
}
