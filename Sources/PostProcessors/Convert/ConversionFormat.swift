/// A disk image's format as users name it.
enum ConversionFormat: String, CaseIterable {
    case qcow2
    case raw
    case vdi
    case vhd
    case vhdx
    case vmdk
    /// A whole machine: a descriptor, a manifest and its disks in one file (DMTF DSP0243).
    case ova

    /// What qemu-img calls it; that of the disks, for a machine.
    var imageFormat: String {
        switch self {
        case .vhd: "vpc"
        case .ova: "vmdk"
        case .qcow2, .raw, .vdi, .vhdx, .vmdk: rawValue
        }
    }

    /// The ending of a file's name.
    var ending: String { self == .raw ? "img" : rawValue }
}
