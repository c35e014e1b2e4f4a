/// Disks and CD-ROM drives with the controllers that they hang on.
///
/// `if=` alone starts only on machine types that have such a bus. A controller of its own starts on every machine
/// type that has PCI.
extension MachineDescription {
    struct Storage {
        var devices: [String] = []
        var cdromDevices: [String] = []
        var drives: [String] = []
        /// The value of `-fda`.
        var floppyDrive: String?
        fileprivate var controllers: Set<String> = []
    }

    var storage: Storage {
        var storage = Storage()
        for (index, disk) in disks.enumerated() { add(disk, index, to: &storage) }
        for (index, path) in cdroms.enumerated() { addCDROM(path, index, to: &storage) }
        addFlash(to: &storage)
        addFloppy(to: &storage)
        return storage
    }

    /// A q35 machine has no controller for `-fda`, and machines that are no PCs get a drive on USB.
    private func addFloppy(to storage: inout Storage) {
        guard let floppy else { return }
        guard architecture == .x86 else {
            // QEMU itself calls an empty drive of such machines "floppy0".
            storage.drives.append("if=none,file=\(floppy.escapingCommas),id=stick0,format=raw")
            storage.devices += ["qemu-xhci,id=usb1", "usb-storage,bus=usb1.0,drive=stick0,removable=on"]
            return
        }
        guard machineType == "q35" || machineType.hasPrefix("pc-q35") else {
            storage.floppyDrive = floppy
            return
        }
        storage.drives.append("if=none,file=\(floppy.escapingCommas),id=floppy0,format=raw")
        storage.devices += ["isa-fdc,id=fdc0", "floppy,bus=fdc0.0,drive=floppy0"]
    }

    private func add(_ disk: Disk, _ index: Int, to storage: inout Storage) {
        let settings = settingsText(of: disk)
        let file = disk.path.escapingCommas
        let diskInterface = diskBus
        if let bus = diskInterface.implicitBus {
            storage.drives.append("file=\(file),if=\(bus),\(settings)")
            return
        }
        let id = "drive\(index)"
        storage.drives.append("if=none,file=\(file),id=\(id),\(settings)")
        storage.require(diskInterface.controller(index))
        storage.devices.append(diskInterface.device(index) + ",drive=\(id)")
    }

    /// The bus that disks really hang on: only PCs have IDE.
    private var diskBus: DiskInterface {
        architecture != .x86 && diskInterface == .ide ? .sata : diskInterface
    }

    /// The bus that CD-ROM drives really hang on, `nil` for the machine's own.
    ///
    /// Only PCs have one that their firmware looks at.
    private var cdromBus: CDROMInterface? {
        guard architecture != .x86 else { return cdromInterface }
        return cdromInterface == .ide ? .sata : cdromInterface ?? .virtioSCSI
    }

    private func settingsText(of disk: Disk) -> String {
        let zeroes = diskSettings.detectZeroes == "off" ? "" : ",detect-zeroes=\(diskSettings.detectZeroes)"
        return "cache=\(diskSettings.cache),discard=\(diskSettings.discard),format=\(disk.format)\(zeroes)"
    }

    private func addCDROM(_ path: String, _ index: Int, to storage: inout Storage) {
        let file = path.escapingCommas
        guard let cdromInterface = cdromBus else {
            storage.drives.append("file=\(file),media=cdrom")
            return
        }
        let id = "cdrom\(index)"
        guard cdromInterface != .ide else {
            storage.drives.append("file=\(file),if=ide,id=\(id),media=cdrom")
            return
        }
        storage.drives.append("if=none,file=\(file),id=\(id),media=cdrom,readonly=on")
        // Ports of the SATA controller are counted on after the disks that hang there.
        let port = index + (diskBus == .sata ? disks.count : 0)
        storage.require(cdromInterface.controller, among: \.cdromDevices)
        storage.cdromDevices.append(cdromInterface.device(port: port) + ",drive=\(id)")
    }

    private func addFlash(to storage: inout Storage) {
        switch firmware {
        case .machineDefault, .bios:
            break
        case .flash(let path):
            storage.drives.append(flash(path, unit: 0) + ",readonly=on")
        case .efi(let code, let variables):
            storage.drives.append(flash(code, unit: 0) + ",readonly=on")
            storage.drives.append(flash(variables, unit: 1))
        }
    }

    private func flash(_ path: String, unit: Int) -> String {
        "file=\(path.escapingCommas),if=pflash,unit=\(unit),format=\(flashFormats[path, default: "raw"])"
    }
}

extension MachineDescription.Storage {
    fileprivate mutating func require(
        _ controller: String?, among list: WritableKeyPath<Self, [String]> = \.devices
    ) {
        guard let controller, controllers.insert(controller).inserted else { return }
        self[keyPath: list].append(controller)
    }
}

/// The controllers, named so that disks and CD-ROM drives of one kind share theirs.
private enum Controller {
    static let sata = "ahci,id=ahci0"
    static let scsi = "lsi53c895a,id=lsi0"
    static let virtioSCSI = "virtio-scsi-pci,id=scsi0"
}

extension MachineDescription.DiskInterface {
    /// The `if=` of buses that every machine which has them makes by itself.
    fileprivate var implicitBus: String? {
        switch self {
        case .ide: "ide"
        case .virtio: "virtio"
        case .sata, .scsi, .sd, .virtioSCSI: nil
        }
    }

    fileprivate func controller(_ index: Int) -> String? {
        switch self {
        case .ide, .virtio: nil
        case .sata: Controller.sata
        case .scsi: Controller.scsi
        case .virtioSCSI: Controller.virtioSCSI
        // A slot takes one card.
        case .sd: "sdhci-pci,id=sdhci\(index)"
        }
    }

    fileprivate func device(_ index: Int) -> String {
        switch self {
        case .ide: "ide-hd"
        case .virtio: "virtio-blk-pci"
        case .sata: "ide-hd,bus=ahci0.\(index)"
        case .scsi: "scsi-hd,bus=lsi0.0"
        case .virtioSCSI: "scsi-hd,bus=scsi0.0"
        case .sd: "sd-card"
        }
    }
}

extension MachineDescription.CDROMInterface {
    fileprivate var controller: String? {
        switch self {
        case .ide, .virtio: nil
        case .sata: Controller.sata
        case .scsi: Controller.scsi
        case .virtioSCSI: Controller.virtioSCSI
        }
    }

    fileprivate func device(port: Int) -> String {
        switch self {
        case .ide: "ide-cd"
        case .sata: "ide-cd,bus=ahci0.\(port)"
        case .scsi: "scsi-cd,bus=lsi0.0"
        case .virtio: "virtio-blk-pci"
        case .virtioSCSI: "scsi-cd,bus=scsi0.0"
        }
    }
}

extension String {
    /// QEMU splits option values at commas; a doubled one stands for itself.
    var escapingCommas: String {
        split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
    }
}
