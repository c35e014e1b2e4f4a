internal import CLibguestfs
internal import HostOS

extension GuestDisk {
    /// Opens the encrypted volumes (LUKS) that one of the passphrases opens, so that what is on them is found.
    ///
    /// - Returns: the devices that were opened, and those that none of the passphrases opens.
    package func unlock(_ passphrases: [String]) async throws -> (opened: [String], closed: [String]) {
        var opened: [String] = []
        var closed: [String] = []
        // Volumes of LVM on an encrypted one may be encrypted in their turn.
        while let device = try await encryptedDevices().map(\.device).first(where: { !(opened + closed).contains($0) })
        {
            guard try await open(device, with: passphrases) else {
                closed.append(device)
                continue
            }
            opened.append(device)
            try await using { try $0.check { $0.lvm_scan($1, 1) } }
        }
        unlockedDevices.formUnion(opened)
        return (opened, closed)
    }

    /// Disks, partitions and volumes that are encrypted; the library does not count them among file systems.
    func encryptedDevices() async throws -> [(device: String, kind: String)] {
        try await using { appliance in
            let places = try appliance.texts { $0.list_devices($1) } + appliance.texts { $0.list_partitions($1) }
            // A library that knows no LVM has none.
            let volumes = (try? appliance.texts { $0.lvs($1) }) ?? []
            return (places + volumes).compactMap { device in
                // A device without anything that is known is not encrypted.
                let kind = try? appliance.text { $0.vfs_type($1, device) }
                return kind == "crypto_LUKS" || kind == "BitLocker" ? kind.map { (device, $0) } : nil
            }
        }
    }

    private func open(_ device: String, with passphrases: [String]) async throws -> Bool {
        let uuid = try await using { try $0.text { $0.vfs_uuid($1, device) } }
        for passphrase in passphrases {
            do {
                // Systems call it so in their own tables.
                let name = "luks-\(uuid)"
                try await using { try $0.check { $0.cryptsetup_open_argv($1, device, passphrase, name, nil) } }
                try await allowDiscards(name, passphrase)
                return true
            } catch GuestFSError.failed {
                continue
            }
        }
        return false
    }

    /// Lets an open volume hand on what is trimmed.
    ///
    /// Of some versions the library does it by itself; 1.48 has no function for it, so the appliance's own cryptsetup
    /// is called; where that does not work either, trimming tells so.
    private func allowDiscards(_ name: String, _ passphrase: String) async throws {
        let local = HostPath.join(scratch, "key")
        let key = "/tmp/ingot-key"
        try? HostFiles.remove(local)
        try HostFiles.create(Array(passphrase.utf8), at: local, mode: 0o600)
        defer { try? HostFiles.remove(local) }
        do {
            try await using { appliance in
                try appliance.check { $0.debug_upload($1, local, key, 0o600) }
                try appliance.runInside("cryptsetup refresh --allow-discards --key-file \(key) \(name); rm \(key)")
            }
        } catch GuestFSError.failed {}
    }
}
