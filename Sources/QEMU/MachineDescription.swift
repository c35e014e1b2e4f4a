import HostOS

/// A machine as a template wants it: everything that decides QEMU's command line.
package struct MachineDescription: Hashable, Sendable {
    /// What QEMU calls the machine (`-name`).
    package var name: String
    /// Decides which QEMU runs it.
    package var architecture = Architecture.x86
    /// As `-machine` takes it.
    package var machineType = "pc"
    /// What runs the guest's instructions.
    package var accelerator = Accelerator.tcg
    /// What starts before the boot loader.
    package var firmware = Firmware.machineDefault
    /// The formats of flash images that are not raw, by their paths.
    package var flashFormats: [String: String] = [:]
    /// Keeps the EFI variables from a guest that is not in system management mode.
    package var protectsFirmware = false
    /// What is started instead of a boot loader.
    package var kernel: Kernel?
    /// Stops the machine where the guest reboots or switches itself off, so that it can still be looked at.
    package var stopsAtEnd = false
    /// The serial number that the firmware tells the guest; cloud-init looks there for the address of its data.
    package var serialNumber: String?
    /// Whether the machine starts from its first CD-ROM once; else from its disk.
    package var bootsFromCDROM = true
    /// MiB.
    package var memory = 512
    /// As `-smp` takes them.
    package var processors = ProcessorTopology()
    /// As `-cpu` takes it; `nil` for QEMU's choice.
    package var cpuModel: String?
    /// The model of the network card, as `-device` takes it.
    package var netDevice = "virtio-net"
    /// The guest's port that is reached through a port of the host's loopback address; `nil` for none.
    package var forward: PortForward?
    /// The host's bridge that the network card hangs on; `nil` for QEMU's user network.
    package var bridge: String?
    /// The network card's address; `nil` for QEMU's own choice.
    package var hardwareAddress: String?
    /// In the order in which the guest sees them.
    package var disks: [Disk] = []
    /// How all disks hang on the machine.
    package var diskInterface = DiskInterface.virtio
    /// How all disks are accessed.
    package var diskSettings = DiskSettings()
    /// Paths or addresses of the images in CD-ROM drives.
    package var cdroms: [String] = []
    /// How the CD-ROM drives hang on the machine; `nil` for what the machine type has.
    package var cdromInterface: CDROMInterface?
    /// The image of a floppy disk.
    package var floppy: String?
    /// `nil` for none.
    package var tpm: TPM?
    /// As `-vga` takes it; `nil` for QEMU's choice.
    package var vga: String?
    /// Further devices: a screen and a keyboard where the machine type has none.
    package var consoleDevices: [String] = []
    /// The value of `-display`; `nil` for no such switch.
    package var display: String?
    /// Where the boot command is typed and the screen is seen.
    package var screen: ScreenAddress
    /// The unix socket at which QEMU's monitor listens.
    package var monitorSocket: String
    /// The unix socket of a further monitor, for the user.
    package var userMonitorSocket: String?
    /// The unix socket at which QEMU listens for whoever talks to the guest's agent; `nil` for no such channel.
    package var guestAgentSocket: String?
    /// The file that takes what the guest writes to its first serial port.
    package var serialLog: String?

    package init(name: String, screen: ScreenAddress, monitorSocket: String) {
        self.name = name
        self.screen = screen
        self.monitorSocket = monitorSocket
    }
}

extension MachineDescription {
    /// What starts before the boot loader.
    package enum Firmware: Hashable, Sendable {
        /// What QEMU brings along: SeaBIOS on x86.
        case machineDefault
        case bios(path: String)
        /// A read-only flash chip.
        case flash(path: String)
        /// Code and variables in two flash chips; the variables are written to.
        case efi(code: String, variables: String)
    }

    /// The formats of a firmware's files as they begin: some distributions have theirs as qcow2.
    package static func flashFormats(of firmware: Firmware) -> [String: String] {
        let paths =
            switch firmware {
            case .machineDefault, .bios: [String]()
            case .flash(let path): [path]
            case .efi(let code, let variables): [code, variables]
            }
        // QEMU tells of a file that cannot be read.
        let marked = paths.filter { (try? HostFiles.read($0, from: 0, atMost: 4)) == [0x51, 0x46, 0x49, 0xFB] }
        return Dictionary(marked.map { ($0, "qcow2") }) { first, _ in first }
    }

    /// A kernel that QEMU starts itself, with what belongs to it.
    package struct Kernel: Hashable, Sendable {
        /// A file of this host, as the two others.
        package var path: String
        /// `nil` for none.
        package var initrd: String?
        /// The kernel's command line.
        package var arguments: String

        package init(path: String, initrd: String?, arguments: String) {
            self.path = path
            self.initrd = initrd
            self.arguments = arguments
        }
    }

    /// A port of the host's loopback address that leads to one of the guest.
    package struct PortForward: Hashable, Sendable {
        /// From 1 to 65535, as the other.
        package var hostPort: Int
        package var guestPort: Int

        package init(hostPort: Int, guestPort: Int) {
            self.hostPort = hostPort
            self.guestPort = guestPort
        }
    }

    /// A TPM that swtpm makes.
    package struct TPM: Hashable, Sendable {
        /// The unix socket at which swtpm listens.
        package var socket: String
        /// QEMU's device, such as `tpm-tis`.
        package var device: String

        package init(socket: String, device: String) {
            self.socket = socket
            self.device = device
        }
    }

    /// An image that is a disk of the machine.
    package struct Disk: Hashable, Sendable {
        /// A file of this host.
        package var path: String
        /// `qcow2` or `raw`.
        package var format: String

        package init(path: String, format: String) {
            self.path = path
            self.format = format
        }
    }

    /// How QEMU accesses the images, in the words of `-drive`.
    package struct DiskSettings: Hashable, Sendable {
        /// `writeback`, `none`, `unsafe`, `directsync` or `writethrough`.
        package var cache = "writeback"
        /// `ignore` or `unmap`.
        package var discard = "ignore"
        /// `off`, `on` or `unmap`.
        package var detectZeroes = "off"

        package init() {}
    }

    /// Where QEMU's VNC server listens.
    package enum ScreenAddress: Hashable, Sendable {
        case unixSocket(String)
        case tcp(host: String, port: Int, hasPassword: Bool)
    }

    /// The values of `disk_interface`.
    package enum DiskInterface: String, Hashable, Sendable, CaseIterable {
        case ide, sata, scsi, sd, virtio
        case virtioSCSI = "virtio-scsi"
    }

    /// The values of `cdrom_interface`.
    package enum CDROMInterface: String, Hashable, Sendable, CaseIterable {
        case ide, sata, scsi, virtio
        case virtioSCSI = "virtio-scsi"
    }
}
