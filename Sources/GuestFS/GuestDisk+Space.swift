internal import CLibguestfs

extension GuestDisk {
    /// What was done about the free space of one file system, or of one of LVM's volume groups.
    package struct Trimmed: Hashable, Sendable {
        package enum Means: Hashable, Sendable {
            /// Its driver told the disk what is free.
            case trimmed
            /// It cannot; zeros were written to what is free.
            case zeroed
            /// Swap space was made anew with its old names.
            case swapMade
            /// Nothing: it is encrypted, and no passphrase opened it.
            case encrypted
            /// Nothing, and why.
            case skipped(String)
        }

        /// `/dev/sda1`; a volume group's name.
        package var device: String
        /// `ext4`, `swap`, `LVM`.
        package var kind: String
        package var means: Means
    }

    /// Frees what no file uses, of each file system on the disks, and what no volume uses; nothing may be mounted.
    package func trimFreeSpace() async throws -> [Trimmed] {
        var done: [Trimmed] = []
        let encrypted = try await encryptedDevices()
        for (device, kind) in encrypted where !unlockedDevices.contains(device) {
            done.append(Trimmed(device: device, kind: kind, means: .encrypted))
        }
        for (device, kind) in try await fileSystems() where !encrypted.contains(where: { $0.device == device }) {
            switch kind {
            case "swap": done.append(Trimmed(device: device, kind: kind, means: try await resetSwap(device)))
            case "unknown", "": continue
            // A part of one that is in the list, too.
            case "btrfs" where device.hasPrefix("btrfsvol:"): continue
            default: done.append(Trimmed(device: device, kind: kind, means: try await trim(device)))
            }
        }
        for (name, free) in try await using({ try $0.volumeGroups() }) where free > 0 {
            done.append(Trimmed(device: name, kind: "LVM", means: try await trimGroup(name)))
        }
        return done
    }

    /// Zeros that go through encryption are noise on the disk, which would grow by them.
    private var mayFillWithZeros: Bool { unlockedDevices.isEmpty }

    private func resetSwap(_ device: String) async throws -> Trimmed.Means {
        do {
            return try await using { appliance in
                let uuid = try appliance.text { $0.vfs_uuid($1, device) }
                let label = try appliance.text { $0.vfs_label($1, device) }
                try appliance.check { $0.blkdiscard($1, device) }
                try appliance.makeSwap(device, label: label, uuid: uuid)
                return .swapMade
            }
        } catch GuestFSError.failed(let words) where !mayFillWithZeros {
            return .skipped(words)
        }
    }

    private func trim(_ device: String) async throws -> Trimmed.Means {
        do {
            try await using { try $0.check { $0.mount($1, device, "/") } }
        } catch GuestFSError.failed(let words) {
            return .skipped(words)
        }
        var means: Trimmed.Means
        do {
            try await using { try $0.check { $0.fstrim_argv($1, "/", nil) } }
            means = .trimmed
        } catch GuestFSError.failed(let words) {
            means = mayFillWithZeros ? .zeroed : .skipped(words)
            if mayFillWithZeros { try await using { try $0.check { $0.zero_free_space($1, "/") } } }
        }
        try await using { try $0.check { $0.umount_all($1) } }
        return means
    }

    /// A volume takes all that is free, is freed as a whole and removed.
    private func trimGroup(_ name: String) async throws -> Trimmed.Means {
        let volume = "ingot-free-space"
        do {
            try await using { try $0.check { $0.lvcreate_free($1, volume, name, 100) } }
        } catch GuestFSError.failed(let words) {
            // One whose other disks are missing, for example.
            return .skipped(words)
        }
        let device = "/dev/\(name)/\(volume)"
        var means: Trimmed.Means
        do {
            try await using { try $0.check { $0.blkdiscard($1, device) } }
            means = .trimmed
        } catch GuestFSError.failed(let words) {
            means = mayFillWithZeros ? .zeroed : .skipped(words)
            if mayFillWithZeros { try await using { try $0.check { $0.zero_device($1, device) } } }
        }
        try await using { try $0.check { $0.lvremove($1, device) } }
        return means
    }
}
