import Testing

@testable import QEMU

struct CommandLineTests {
    static func machine() -> MachineDescription {
        var machine = MachineDescription(name: "packer-x", screen: .unixSocket("/t/vnc"), monitorSocket: "/t/qmp")
        machine.accelerator = .kvm
        machine.forward = .init(hostPort: 3213, guestPort: 22)
        machine.disks = [.init(path: "output-x/packer-x", format: "qcow2")]
        machine.cdroms = ["/cache/SHA1.iso"]
        return machine
    }

    @Test func `a template with only an ISO and SSH`() {
        #expect(
            CommandLine(Self.machine()).arguments == [
                "-name", "packer-x", "-machine", "type=pc,accel=kvm", "-boot", "once=d", "-m", "512M", "-smp", "1",
                "-netdev", "user,id=user.0,hostfwd=tcp:127.0.0.1:3213-:22", "-device", "virtio-net,netdev=user.0",
                "-drive", "file=output-x/packer-x,if=virtio,cache=writeback,discard=ignore,format=qcow2",
                "-drive", "file=/cache/SHA1.iso,media=cdrom", "-vnc", "unix:/t/vnc,key-delay-ms=5",
                "-qmp", "unix:/t/qmp,server=on,wait=off",
            ])
    }

    @Test func `a channel to the guest's agent is a virtio port on a unix socket`() {
        var machine = Self.machine()
        machine.guestAgentSocket = "/t/a,b"
        let line = CommandLine(machine)
        #expect(
            line.values(of: "-device").suffix(2) == [
                "virtio-serial", "virtserialport,chardev=guest-agent,name=org.qemu.guest_agent.0",
            ])
        #expect(line.values(of: "-chardev") == ["socket,id=guest-agent,path=/t/a,,b,server=on,wait=off"])
    }

    @Test func `q35 with EFI, virtio-scsi, two disks and two CD-ROMs`() {
        var machine = MachineDescription(
            name: "vm", screen: .tcp(host: "127.0.0.1", port: 5912, hasPassword: true), monitorSocket: "/t/qmp")
        machine.machineType = "q35"
        machine.accelerator = .kvm
        machine.memory = 4096
        machine.processors = ProcessorTopology(sockets: 1, cores: 4)
        machine.cpuModel = "host"
        machine.forward = .init(hostPort: 2731, guestPort: 5985)
        machine.disks = [.init(path: "OUT/vm", format: "qcow2"), .init(path: "OUT/vm-1", format: "qcow2")]
        machine.diskInterface = .virtioSCSI
        machine.diskSettings.discard = "unmap"
        machine.diskSettings.detectZeroes = "unmap"
        machine.cdroms = ["C.iso", "/tmp/seed.iso"]
        machine.firmware = .efi(code: "CODE.fd", variables: "OUT/efivars.fd")
        machine.display = "none"
        machine.serialLog = "/t/serial"
        #expect(
            CommandLine(machine).arguments == [
                "-name", "vm", "-machine", "type=q35,accel=kvm", "-m", "4096M", "-smp", "4,sockets=1,cores=4",
                "-cpu", "host", "-netdev", "user,id=user.0,hostfwd=tcp:127.0.0.1:2731-:5985",
                "-device", "virtio-scsi-pci,id=scsi0", "-device", "scsi-hd,bus=scsi0.0,drive=drive0",
                "-device", "scsi-hd,bus=scsi0.0,drive=drive1", "-device", "virtio-net,netdev=user.0",
                "-drive",
                "if=none,file=OUT/vm,id=drive0,cache=writeback,discard=unmap,format=qcow2,detect-zeroes=unmap",
                "-drive",
                "if=none,file=OUT/vm-1,id=drive1,cache=writeback,discard=unmap,format=qcow2,detect-zeroes=unmap",
                "-drive", "file=C.iso,media=cdrom", "-drive", "file=/tmp/seed.iso,media=cdrom",
                "-drive", "file=CODE.fd,if=pflash,unit=0,format=raw,readonly=on",
                "-drive", "file=OUT/efivars.fd,if=pflash,unit=1,format=raw",
                "-vnc", "127.0.0.1:12,password=on,key-delay-ms=5", "-display", "none", "-serial", "file:/t/serial",
                "-qmp", "unix:/t/qmp,server=on,wait=off",
            ])
    }

    @Test func `a disk image boots from its disk, without accelerator and forward`() {
        var machine = Self.machine()
        machine.accelerator = .none
        machine.bootsFromCDROM = false
        machine.forward = nil
        machine.cdroms = []
        let arguments = CommandLine(machine).arguments
        #expect(arguments[2...5] == ["-machine", "type=pc", "-boot", "c"])
        #expect(arguments.contains("user,id=user.0"))
    }

    @Test func `commas in paths are doubled`() {
        var machine = Self.machine()
        machine.cdroms = ["a,b.iso"]
        #expect(CommandLine(machine).arguments.contains("file=a,,b.iso,media=cdrom"))
    }

    @Test(arguments: [
        (ProcessorTopology(), "1"),
        (ProcessorTopology(cpus: 3), "3"),
        (ProcessorTopology(sockets: 2, cores: 2), "4,sockets=2,cores=2"),
        (ProcessorTopology(cpus: 8, cores: 4), "4,cores=4"),
        (ProcessorTopology(cpus: 2, sockets: 1, cores: 2, threads: 1), "2,sockets=1,cores=2,threads=1"),
        (ProcessorTopology(threads: 2), "2,threads=2"),
    ])
    func `processors follow the topology`(_ topology: ProcessorTopology, _ argument: String) {
        #expect(topology.argument == argument)
    }

    struct Storage: Sendable {
        var disk: MachineDescription.DiskInterface
        var cdrom: MachineDescription.CDROMInterface?
        var devices: [String]
    }

    @Test(arguments: [
        Storage(disk: .virtio, cdrom: .virtio, devices: ["virtio-blk-pci,drive=cdrom0"]),
        Storage(
            disk: .sata, cdrom: .sata,
            devices: ["ahci,id=ahci0", "ide-hd,bus=ahci0.0,drive=drive0", "ide-cd,bus=ahci0.1,drive=cdrom0"]),
        Storage(disk: .ide, cdrom: .scsi, devices: ["lsi53c895a,id=lsi0", "scsi-cd,bus=lsi0.0,drive=cdrom0"]),
        Storage(
            disk: .virtioSCSI, cdrom: .virtioSCSI,
            devices: [
                "virtio-scsi-pci,id=scsi0", "scsi-hd,bus=scsi0.0,drive=drive0", "scsi-cd,bus=scsi0.0,drive=cdrom0",
            ]),
        Storage(disk: .sd, cdrom: nil, devices: ["sdhci-pci,id=sdhci0", "sd-card,drive=drive0"]),
    ])
    func `disks and CD-ROM drives bring their controllers`(_ test: Storage) {
        var machine = Self.machine()
        machine.diskInterface = test.disk
        machine.cdromInterface = test.cdrom
        let devices = CommandLine(machine).values(of: "-device").filter { !$0.hasPrefix("virtio-net") }
        #expect(devices == test.devices)
    }

    @Test func `secure boot keeps the guest from the firmware's keys`() {
        var machine = Self.machine()
        machine.machineType = "q35"
        machine.protectsFirmware = true
        let arguments = CommandLine(machine).arguments
        #expect(arguments.contains("type=q35,smm=on,accel=kvm"))
        #expect(arguments.contains("driver=cfi.pflash01,property=secure,value=on"))
    }

    @Test func `a kernel of its own, with the address of its data`() {
        var machine = Self.machine()
        machine.kernel = .init(path: "/k", initrd: "/i", arguments: "a b")
        machine.serialNumber = "ds=nocloud-net;s=http://h/"
        let arguments = CommandLine(machine).arguments
        let place = arguments.firstIndex(of: "-kernel") ?? 0
        #expect(arguments[place..<(place + 6)] == ["-kernel", "/k", "-initrd", "/i", "-append", "a b"])
        #expect(arguments.contains("type=1,serial=ds=nocloud-net;s=http://h/"))
    }

    @Test func `machines that are no PCs get controllers of their own`() {
        var machine = Self.machine()
        machine.architecture = .aarch64
        machine.diskInterface = .ide
        machine.floppy = "/f"
        machine.cdroms = ["c.iso"]
        let line = CommandLine(machine)
        #expect(line.values(of: "-boot").isEmpty)
        #expect(line.values(of: "-fda").isEmpty)
        let devices = line.values(of: "-device")
        for device in ["ahci,id=ahci0", "scsi-cd,bus=scsi0.0,drive=cdrom0", "qemu-xhci,id=usb1"] {
            #expect(devices.contains(device), "\(devices)")
        }
    }
}
