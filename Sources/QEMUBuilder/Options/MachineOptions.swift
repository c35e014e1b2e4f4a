import ComponentAPI
import QEMU

/// What the machine is made of, besides its disks.
struct MachineOptions: Sendable {
    private enum Key {
        static let accelerator = OptionKey<String>(
            "accelerator", defaultText: "kvm if it works, else tcg",
            "What runs the guest's instructions: none, kvm, tcg, xen, hax, hvf or whpx.")
        static let arch = OptionKey<String>(
            "arch", defaultText: "what qemu_binary runs",
            "The guest's processor: x86_64, aarch64 or riscv64. Chooses program, machine type, processor, firmware and "
                + "devices that suit, where the template does not.")
        static let machineType = OptionKey<String>(
            "machine_type", defaultText: "pc; with secure_boot q35; with another arch virt", "QEMU's machine type.")
        static let qemuBinary = OptionKey<String>(
            "qemu_binary", defaultText: "qemu-system-x86_64, or that of arch", "The QEMU program, looked up in PATH.")
        static let cpuModel = OptionKey<String>(
            "cpu_model", default: "", defaultText: "QEMU's; cortex-a72 or host with arch = \"aarch64\"",
            "QEMU's processor model.")
        static let cpus = OptionKey<Int>("cpus", default: 0, "Number of processors; 1 if nothing says more.")
        static let sockets = OptionKey<Int>("sockets", default: 0, "Number of processor sockets.")
        static let cores = OptionKey<Int>("cores", default: 0, "Number of cores in a socket.")
        static let threads = OptionKey<Int>("threads", default: 0, "Number of threads in a core.")
        static let memory = OptionKey<Int>("memory", default: 512, "Memory in MiB; less than 10 stands for 512.")
        static let vga = OptionKey<String>("vga", default: "", "QEMU's graphics card.")
        static let display = OptionKey<String>(
            "display", defaultText: "gtk where a window can be shown", "QEMU's kind of window; none for no switch.")
        static let useDefaultDisplay = OptionKey<Bool>(
            "use_default_display", default: false, "Leaves the kind of window to QEMU.")
        static let headless = OptionKey<Bool>("headless", default: false, "Shows no window.")
        static let qemuargs = OptionKey<[[String]]>(
            "qemuargs", default: [], late: true,
            "Switches for QEMU, each with its value; a switch that is named loses all its default values.")
        static let qemuargsAppend = OptionKey<[[String]]>(
            "qemuargs_append", default: [], late: true,
            "Further switches for QEMU, each with its value, beside the default ones.")
        static let netDevice = OptionKey<String>("net_device", default: "virtio-net", "QEMU's network card.")
        static let vmName = OptionKey<String>(
            "vm_name", defaultText: "packer-BUILDNAME", "Name of the machine and of its disk's file.")
        static let runOnce = OptionKey<Bool>("run_once", default: false, "Accepted for old templates; has no effect.")
        static let qmpEnable = OptionKey<Bool>(
            "qmp_enable", default: false, "Keeps a monitor socket for the user, at qmp_socket_path.")
        static let qmpSocketPath = OptionKey<String>(
            "qmp_socket_path", defaultText: "OUTPUT_DIRECTORY/VM_NAME.monitor", "Where that monitor listens.")
    }

    static let declarations: [OptionDeclaration] =
        [
            Key.accelerator.declaration, Key.arch.declaration, Key.machineType.declaration, Key.qemuBinary.declaration,
            Key.cpuModel.declaration, Key.cpus.declaration, Key.sockets.declaration, Key.cores.declaration,
            Key.threads.declaration, Key.memory.declaration, Key.vga.declaration, Key.display.declaration,
            Key.useDefaultDisplay.declaration, Key.headless.declaration, Key.qemuargs.declaration,
            Key.qemuargsAppend.declaration,
            Key.netDevice.declaration, Key.vmName.declaration, Key.runOnce.declaration, Key.qmpEnable.declaration,
            Key.qmpSocketPath.declaration,
        ] + FirmwareOptions.declarations

    /// `nil` to try KVM.
    var accelerator: Accelerator?
    var architecture: Architecture
    /// Whether the template says `arch`.
    var isChosenByArchitecture: Bool
    var machineType: String
    var qemuBinary: String
    var cpuModel: String?
    var processors: ProcessorTopology
    /// MiB.
    var memory: Int
    var boot: FirmwareOptions
    var vga: String?
    var window: Window
    /// Not rendered yet.
    var qemuargs: [[String]]
    /// Not rendered yet.
    var qemuargsAppend: [[String]]
    var netDevice: String
    var name: String
    /// A monitor for the user, beside ours; empty for the default place.
    var userMonitor: String?

    /// What the template says about a window.
    enum Window: Hashable {
        case unsaid
        case noSwitch
        case kind(String)
    }

    init(_ reader: OptionReader, buildName: String) {
        accelerator = reader.choice(Key.accelerator, Accelerator.self)
        if accelerator == Accelerator.none {
            reader.warning(
                "No accelerator", "With accelerator = \"none\", QEMU is not told how to run the guest.",
                of: Key.accelerator)
        }
        let arch = Self.architecture(reader)
        isChosenByArchitecture = arch != nil
        let program = reader.optional(Key.qemuBinary)?.nonEmpty
        architecture = arch ?? Architecture(program: program ?? Architecture.x86.program)
        qemuBinary = program ?? architecture.program
        let isSecure = FirmwareOptions.wantsSecureBoot(reader)
        let standard = arch == nil ? Architecture.x86.machineType : architecture.machineType
        machineType =
            reader.optional(Key.machineType)?.nonEmpty ?? (isSecure && standard == "pc" ? "q35" : standard)
        cpuModel = reader.value(Key.cpuModel).nonEmpty
        processors = ProcessorTopology(
            cpus: reader.count(Key.cpus), sockets: reader.count(Key.sockets), cores: reader.count(Key.cores),
            threads: reader.count(Key.threads))
        let megabytes = reader.value(Key.memory)
        memory = megabytes < 10 ? 512 : megabytes
        boot = FirmwareOptions(
            reader,
            .init(
                architecture: architecture, qemuBinary: qemuBinary, machineType: machineType,
                isChosenByArchitecture: isChosenByArchitecture, isSecure: isSecure))
        vga = reader.value(Key.vga).nonEmpty
        window = Self.window(reader)
        qemuargs = reader.value(Key.qemuargs)
        qemuargsAppend = reader.value(Key.qemuargsAppend)
        netDevice = reader.value(Key.netDevice)
        name = reader.optional(Key.vmName)?.nonEmpty ?? "packer-\(buildName)"
        if name.contains("/") {
            reader.error(
                "Invalid name", "The option \"vm_name\" names a file, so it cannot have a slash.", of: Key.vmName)
        }
        _ = reader.optional(Key.runOnce)
        let socket = reader.optional(Key.qmpSocketPath)
        userMonitor = reader.value(Key.qmpEnable) ? socket ?? "" : nil
    }

    /// Whether `qemuargs` leave the machine on the network that QEMU makes for it.
    var isOnOwnNetwork: Bool {
        let networks = qemuargs.filter { $0.first == "-netdev" }.map { $0.dropFirst().joined() }
        return networks.isEmpty || networks.contains { $0.hasPrefix("user") }
    }

    private static func architecture(_ reader: OptionReader) -> Architecture? {
        guard let text = reader.optional(Key.arch)?.nonEmpty else { return nil }
        if let architecture = Architecture(name: text) { return architecture }
        let names = Architecture.allCases.map(\.rawValue).joined(separator: ", ")
        reader.error(
            "Invalid value", "The option \"arch\" must be one of \(names), but is \"\(text)\".", of: Key.arch)
        return nil
    }

    private static func window(_ reader: OptionReader) -> Window {
        let kind = reader.optional(Key.display)?.nonEmpty
        if reader.value(Key.headless) || reader.value(Key.useDefaultDisplay) || kind == "none" { return .noSwitch }
        return kind.map(Window.kind) ?? .unsaid
    }
}
