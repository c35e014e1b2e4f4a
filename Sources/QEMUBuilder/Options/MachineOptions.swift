import ComponentAPI
import QEMU

/// What the machine is made of, besides its disks.
struct MachineOptions: Sendable {
    private enum Key {
        static let accelerator = OptionKey<String>(
            "accelerator", defaultText: "kvm if it works, else tcg",
            "What runs the guest's instructions: none, kvm, tcg, xen, hax, hvf or whpx.")
        static let machineType = OptionKey<String>("machine_type", default: "pc", "QEMU's machine type.")
        static let qemuBinary = OptionKey<String>(
            "qemu_binary", default: "qemu-system-x86_64", "The QEMU program, looked up in PATH.")
        static let cpuModel = OptionKey<String>("cpu_model", default: "", "QEMU's processor model.")
        static let cpus = OptionKey<Int>("cpus", default: 0, "Number of processors; 1 if nothing says more.")
        static let sockets = OptionKey<Int>("sockets", default: 0, "Number of processor sockets.")
        static let cores = OptionKey<Int>("cores", default: 0, "Number of cores in a socket.")
        static let threads = OptionKey<Int>("threads", default: 0, "Number of threads in a core.")
        static let memory = OptionKey<Int>("memory", default: 512, "Memory in MiB; less than 10 stands for 512.")
        static let firmware = OptionKey<String>("firmware", default: "", "A firmware file to use as BIOS.")
        static let usePflash = OptionKey<Bool>(
            "use_pflash", default: false, "Gives the firmware as a read-only flash chip.")
        static let efiBoot = OptionKey<Bool>("efi_boot", default: false, "Boots by EFI.")
        static let efiCode = OptionKey<String>(
            "efi_firmware_code", default: "/usr/share/OVMF/OVMF_CODE.fd",
            defaultText: "what the host's packages offer, else /usr/share/OVMF/OVMF_CODE.fd",
            "EFI firmware; switches EFI on.")
        static let efiVariables = OptionKey<String>(
            "efi_firmware_vars", default: "/usr/share/OVMF/OVMF_VARS.fd",
            defaultText: "what belongs to that, else /usr/share/OVMF/OVMF_VARS.fd",
            "The EFI variables to start from; copied for the build; switches EFI on.")
        static let efiDropVariables = OptionKey<Bool>(
            "efi_drop_efivars", default: false, "Leaves the EFI variables out of the artifact.")
        static let vtpm = OptionKey<Bool>("vtpm", default: false, "Gives the machine a TPM, made by swtpm.")
        static let useTPM1 = OptionKey<Bool>("use_tpm1", default: false, "Makes that a TPM 1.2 instead of a TPM 2.0.")
        static let tpmDevice = OptionKey<String>("tpm_device_type", default: "tpm-tis", "QEMU's device for the TPM.")
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

    static let declarations: [OptionDeclaration] = [
        Key.accelerator.declaration, Key.machineType.declaration, Key.qemuBinary.declaration,
        Key.cpuModel.declaration, Key.cpus.declaration, Key.sockets.declaration, Key.cores.declaration,
        Key.threads.declaration, Key.memory.declaration, Key.firmware.declaration, Key.usePflash.declaration,
        Key.efiBoot.declaration, Key.efiCode.declaration, Key.efiVariables.declaration,
        Key.efiDropVariables.declaration, Key.vtpm.declaration, Key.useTPM1.declaration,
        Key.tpmDevice.declaration, Key.vga.declaration, Key.display.declaration,
        Key.useDefaultDisplay.declaration, Key.headless.declaration, Key.qemuargs.declaration,
        Key.qemuargsAppend.declaration,
        Key.netDevice.declaration, Key.vmName.declaration, Key.runOnce.declaration, Key.qmpEnable.declaration,
        Key.qmpSocketPath.declaration,
    ]

    /// `nil` to try KVM.
    var accelerator: Accelerator?
    var machineType: String
    var qemuBinary: String
    var cpuModel: String?
    var processors: ProcessorTopology
    /// MiB.
    var memory: Int
    var firmware: MachineDescription.Firmware
    var dropsEFIVariables: Bool
    /// `nil` for no TPM.
    var tpm: TPM?
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

    struct TPM: Hashable {
        var maker: VirtualTPM
        /// QEMU's device.
        var device: String
    }

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
        machineType = reader.value(Key.machineType)
        qemuBinary = reader.value(Key.qemuBinary)
        cpuModel = reader.value(Key.cpuModel).nonEmpty
        processors = ProcessorTopology(
            cpus: reader.count(Key.cpus), sockets: reader.count(Key.sockets), cores: reader.count(Key.cores),
            threads: reader.count(Key.threads))
        let megabytes = reader.value(Key.memory)
        memory = megabytes < 10 ? 512 : megabytes
        firmware = Self.firmware(reader, qemuBinary: qemuBinary, machineType: machineType)
        dropsEFIVariables = reader.value(Key.efiDropVariables)
        let maker = VirtualTPM(isVersion1: reader.value(Key.useTPM1))
        let device = reader.value(Key.tpmDevice)
        tpm = reader.value(Key.vtpm) ? TPM(maker: maker, device: device) : nil
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

    /// Without a file of the template's own, EFI is the firmware that the host's packages offer for the machine.
    private static func firmware(
        _ reader: OptionReader, qemuBinary: String, machineType: String
    ) -> MachineDescription.Firmware {
        let namesEFI = reader.isSet(Key.efiCode) || reader.isSet(Key.efiVariables)
        if reader.value(Key.efiBoot), !namesEFI,
            let found = FirmwareDescriptor.find(program: qemuBinary, machineType: machineType)
        {
            return .efi(code: found.code, variables: found.variables)
        }
        if reader.value(Key.efiBoot) || namesEFI {
            return .efi(code: reader.value(Key.efiCode), variables: reader.value(Key.efiVariables))
        }
        guard let path = reader.value(Key.firmware).nonEmpty else { return .machineDefault }
        return reader.value(Key.usePflash) ? .flash(path: path) : .bios(path: path)
    }

    private static func window(_ reader: OptionReader) -> Window {
        let kind = reader.optional(Key.display)?.nonEmpty
        if reader.value(Key.headless) || reader.value(Key.useDefaultDisplay) || kind == "none" { return .noSwitch }
        return kind.map(Window.kind) ?? .unsaid
    }
}
