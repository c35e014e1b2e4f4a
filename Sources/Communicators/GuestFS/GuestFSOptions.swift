internal import ComponentAPI

/// The options of `communicator = "guestfs"`.
enum GuestFSKeys {
    static let network = OptionKey<Bool>(
        "guestfs_network", default: true,
        "Whether commands that run in the disk image reach the network, by QEMU's NAT.")
    static let memory = OptionKey<Int>(
        "guestfs_memory", defaultText: "libguestfs's own",
        "Memory of the small machine that libguestfs runs, in MiB; at least 256.")
    static let mounts = OptionKey<[String: String]>(
        "guestfs_mounts", default: [:], defaultText: "what the system's own table says",
        "What to mount where, such as { \"/\" = \"/dev/sda1\" }, for disks whose system libguestfs does not know.")

    static let all: [OptionDeclaration] = [network.declaration, memory.declaration, mounts.declaration]
}

/// How a disk image is opened without booting it.
package struct GuestFSOptions: Sendable {
    /// Whether commands in the image reach the network, by QEMU's NAT.
    package var hasNetwork: Bool
    /// MiB.
    package var memory: Int?
    /// Devices by the places where they are to be mounted.
    package var mounts: [String: String]

    init(_ reader: OptionReader) {
        hasNetwork = reader.value(GuestFSKeys.network)
        memory = reader.optional(GuestFSKeys.memory)
        mounts = reader.value(GuestFSKeys.mounts)
        if let memory, memory < 256 {
            reader.error(
                "Too little memory", "guestfs_memory must be at least 256 MiB, but is \(memory).",
                of: GuestFSKeys.memory)
        }
        guard !mounts.isEmpty else { return }
        let misplaced = mounts.keys.sorted().filter { !$0.hasPrefix("/") }
        if mounts["/"] == nil || !misplaced.isEmpty {
            reader.error(
                "Invalid mounts",
                "guestfs_mounts must say what is mounted at \"/\", and all places begin with a slash.",
                of: GuestFSKeys.mounts)
        }
    }
}
