internal import CLibguestfs

extension GuestDisk {
    /// The system that is on the disks.
    package struct System: Hashable, Sendable {
        /// As libguestfs calls it, `debian 12.15`; empty if it is not known.
        package var name: String
        /// `linux`, `windows`, `freebsd`; empty if it is not known.
        package var kind: String
        /// `apt`, `dnf`, `apk`; empty if it is not known.
        package var packageManager: String
    }

    /// Finds the system and mounts its file systems.
    ///
    /// - Parameter mounts: devices by their places, instead of what the system's own table says.
    /// - Returns: the file systems that could not be mounted, with the library's words.
    /// - Throws: `GuestFSError` if there is none, or more than one.
    @discardableResult
    package func mountSystem(_ mounts: [String: String] = [:]) async throws -> [String] {
        let roots = try await using { try $0.texts { $0.inspect_os($1) } }
        if mounts.isEmpty {
            guard let root = roots.first else {
                throw GuestFSError.noSystem(fileSystems: try await fileSystems().map { "\($0.device) (\($0.kind))" })
            }
            guard roots.count == 1 else { throw GuestFSError.severalSystems(roots) }
            let pairs = try await using { try $0.texts { $0.inspect_get_mountpoints($1, root) } }
            let found = try await mount(Self.pairs(pairs).map { ($0.first, $0.second) })
            system = try await describe(root)
            return found
        }
        let warnings = try await mount(mounts.map { ($0.key, $0.value) })
        system = try await describe(mounts["/"].flatMap { roots.contains($0) ? $0 : nil })
        return warnings
    }

    /// Takes all file systems down again.
    package func unmountAll() async throws {
        try await using { try $0.check { $0.umount_all($1) } }
        system = nil
    }

    private func describe(_ root: String?) async throws -> System {
        guard let root else { return System(name: "", kind: "", packageManager: "") }
        return try await using { appliance in
            func known(_ text: String) -> String { text == "unknown" ? "" : text }
            let product = known(try appliance.text { $0.inspect_get_product_name($1, root) })
            // For Debian it is the number of the version alone.
            let isNumber = !product.isEmpty && !product.contains(where: \.isLetter)
            let maker = isNumber ? known(try appliance.text { $0.inspect_get_distro($1, root) }) + " " : ""
            return System(
                name: maker + product,
                kind: known(try appliance.text { $0.inspect_get_type($1, root) }),
                packageManager: known(try appliance.text { $0.inspect_get_package_management($1, root) }))
        }
    }

    private func mount(_ places: [(place: String, device: String)]) async throws -> [String] {
        var warnings: [String] = []
        // A place lies in one with a shorter name.
        for (place, device) in places.sorted(by: { $0.place.utf8.count < $1.place.utf8.count }) {
            do {
                try await using { try $0.check { $0.mount($1, device, place) } }
            } catch GuestFSError.failed(let words) where place != "/" {
                warnings.append(words)
            }
        }
        return warnings
    }

    /// Devices, or names that stand for parts of them, and what is on them: `ext4`, `swap`, `unknown`.
    func fileSystems() async throws -> [(device: String, kind: String)] {
        Self.pairs(try await using { try $0.texts { $0.list_filesystems($1) } }).map { ($0.first, $0.second) }
    }

    static func pairs(_ list: [String]) -> [(first: String, second: String)] {
        stride(from: 0, to: list.count - 1, by: 2).map { (list[$0], list[$0 + 1]) }
    }

    /// Runs a command of the shell in the guest's root, as root.
    ///
    /// - Parameter output: gets each line when it comes.
    /// - Returns: the exit status.
    package func run(_ command: String, output: @escaping @Sendable (Output) -> Void) async throws -> Int {
        let script = GuestScript(command)
        return try await using { appliance in
            try appliance.console.listening(for: script.token, output) {
                let words = try appliance.text { $0.sh($1, script.text) }
                // The last lines may still be on their way.
                for _ in 0..<1000 where !appliance.console.hasEnded { try appliance.check { $0.ping_daemon($1) } }
                guard let status = Int(words) else {
                    throw GuestFSError.unsuitable("a command in the guest ended without a status")
                }
                return status
            }
        }
    }
}
