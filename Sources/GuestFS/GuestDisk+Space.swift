internal import CLibguestfs

extension GuestDisk {
    /// What was done about the free space of one file system.
    package struct Trimmed: Hashable, Sendable {
        package enum Means: Hashable, Sendable {
            /// Its driver told the disk what is free.
            case trimmed
            /// It cannot; a file of zeros filled it and was removed.
            case zeroed
            /// Swap space was made anew with its old names.
            case swapMade
            /// Nothing, and why.
            case skipped(String)
        }

        package var device: String
        /// `ext4`, `swap`.
        package var kind: String
        package var means: Means
    }

    /// Frees what no file uses, of each file system on the disks; nothing may be mounted.
    package func trimFreeSpace() async throws -> [Trimmed] {
        var done: [Trimmed] = []
        for (device, kind) in try await fileSystems() {
            switch kind {
            case "swap": done.append(Trimmed(device: device, kind: kind, means: try await resetSwap(device)))
            case "unknown", "": continue
            // A part of one that is in the list, too.
            case "btrfs" where device.hasPrefix("btrfsvol:"): continue
            default: done.append(Trimmed(device: device, kind: kind, means: try await trim(device)))
            }
        }
        return done
    }

    private func resetSwap(_ device: String) async throws -> Trimmed.Means {
        try await using { appliance in
            let uuid = try appliance.text { $0.vfs_uuid($1, device) }
            let label = try appliance.text { $0.vfs_label($1, device) }
            try appliance.check { $0.blkdiscard($1, device) }
            try appliance.makeSwap(device, label: label, uuid: uuid)
            return .swapMade
        }
    }

    private func trim(_ device: String) async throws -> Trimmed.Means {
        do {
            try await using { try $0.check { $0.mount($1, device, "/") } }
        } catch GuestFSError.failed(let words) {
            // Encrypted, or foreign: it stays as it is.
            return .skipped(words)
        }
        let means: Trimmed.Means
        do {
            try await using { try $0.check { $0.fstrim_argv($1, "/", nil) } }
            means = .trimmed
        } catch GuestFSError.failed {
            try await using { try $0.check { $0.zero_free_space($1, "/") } }
            means = .zeroed
        }
        try await using { try $0.check { $0.umount_all($1) } }
        return means
    }
}
