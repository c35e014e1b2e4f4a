import BuildEvents
import GuestFS
import HostOS

/// The accounts of a system on a disk.
///
/// Programs of the guest make them; what is secret goes into files, so that it is in no argument.
struct AccountFiles {
    let system: GuestSystem

    /// Makes or changes an account.
    func set(_ user: GuestUser) async throws {
        system.log.say("Setting up the account \(user.name)")
        if entry(user.name, in: try await system.text("/etc/passwd")) == nil { try await make(user.name) }
        for group in user.groups { try await add(user.name, to: group) }
        if let hash = user.passwordHash { try await setPassword(hash, of: user.name) }
        if !user.keys.isEmpty { try await addKeys(user.keys, of: user.name) }
        guard user.hasSudo else { return }
        let rule = "\(user.name) ALL=(ALL) NOPASSWD: ALL\n"
        try await system.disk.makeDirectory("/etc/sudoers.d")
        // sudo passes over files with a dot in their names.
        let name = user.name.replacing(".", with: "_")
        try await system.disk.write(Array(rule.utf8), to: "/etc/sudoers.d/" + name, mode: 0o440)
    }

    private func make(_ name: String) async throws {
        if try await system.has("useradd") {
            let shell = try await system.disk.exists("/bin/bash") ? "/bin/bash" : "/bin/sh"
            try await system.run("useradd -m -s \(shell) \(name)", as: "Making the account")
        } else {
            // busybox, as Alpine has it.
            try await system.run("adduser -D -s /bin/sh \(name)", as: "Making the account")
        }
    }

    private func add(_ name: String, to group: String) async throws {
        let command = try await system.has("usermod") ? "usermod -a -G \(group) \(name)" : "addgroup \(name) \(group)"
        try await system.run(command, as: "Adding the account to \(group)")
    }

    private func setPassword(_ hash: String, of name: String) async throws {
        let path = try await system.disk.exists("/etc/shadow") ? "/etc/shadow" : "/etc/passwd"
        let text = try await system.text(path)
        guard let changed = Self.setting(hash, of: name, in: text) else {
            throw ProvisionerError.unsuitable("There is no account \(name) in \(path) of the disk image")
        }
        try await system.disk.write(Array(changed.utf8), to: path, mode: nil)
    }

    /// The file with another second field in the account's line; `nil` if it has none.
    static func setting(_ hash: String, of name: String, in text: String) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.firstIndex(where: { $0.hasPrefix(name + ":") }) else { return nil }
        var fields = lines[index].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        fields[1] = hash
        lines[index] = fields.joined(separator: ":")
        return lines.joined(separator: "\n")
    }

    private func addKeys(_ keys: [String], of name: String) async throws {
        guard let line = entry(name, in: try await system.text("/etc/passwd")), line.count > 5,
            let owner = Int(line[2]), let group = Int(line[3]), line[5].hasPrefix("/")
        else { throw ProvisionerError.unsuitable("The account \(name) of the disk image has no home folder") }
        let folder = HostPath.join(line[5], ".ssh")
        let file = HostPath.join(folder, "authorized_keys")
        try await system.disk.makeDirectory(folder)
        try await system.disk.setMode(0o700, of: folder)
        let there = try await system.text(file).split(separator: "\n").map(String.init)
        let all = there + keys.filter { !there.contains($0) }
        try await system.disk.write(Array((all.joined(separator: "\n") + "\n").utf8), to: file, mode: 0o600)
        for path in [folder, file] { try await system.disk.setOwner(owner, group: group, of: path) }
    }

    /// The numbers of `USER` or `USER:GROUP`; without a group, the user's own.
    func numbers(of owner: String) async throws -> (user: Int, group: Int) {
        let parts = owner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let users = try await system.text("/etc/passwd")
        let line = entry(parts[0], in: users)
        guard let user = Int(parts[0]) ?? line.flatMap({ Int($0[2]) }) else {
            throw ProvisionerError.unsuitable("There is no account \(parts[0]) in the disk image")
        }
        guard parts.count > 1 else { return (user, line.flatMap { Int($0[3]) } ?? user) }
        let groups = try await system.text("/etc/group")
        guard let group = Int(parts[1]) ?? entry(parts[1], in: groups).flatMap({ Int($0[2]) }) else {
            throw ProvisionerError.unsuitable("There is no group \(parts[1]) in the disk image")
        }
        return (user, group)
    }

    /// The fields of a name's line, four at least.
    private func entry(_ name: String, in text: String) -> [String]? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") }) else { return nil }
        let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return fields.count >= 4 ? fields : nil
    }
}
