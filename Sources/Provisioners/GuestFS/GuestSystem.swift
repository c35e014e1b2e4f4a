import BuildEvents
import Communicators
import ComponentAPI
import GuestFS
import HostOS
import RegularExpressions

/// A system that is changed while it does not run.
struct GuestSystem: Sendable {
    let connection: GuestFSCommunicator
    let log: BuildLog
    var disk: GuestDisk { connection.disk }

    func perform(_ step: GuestFSStep) async throws {
        switch step.action {
        case .run(let commands): try await runAll(commands)
        case .upload(let source, let target): try await upload(source, to: target, step)
        case .write(let path, let content): try await write(Array(content.utf8), to: path, step)
        case .edit(let path, let pattern, let replacement): try await edit(path, pattern, replacement)
        case .delete(let patterns): try await delete(patterns)
        case .packages(let names): try await install(names)
        case .user(let user): try await AccountFiles(system: self).set(user)
        case .hostname(let name): try await setHostname(name)
        case .timezone(let name): try await setTimezone(name)
        case .firstBoot(let script): try await FirstBoot(system: self).add(script)
        }
    }

    // MARK: Commands

    private func runAll(_ commands: [String]) async throws {
        log.say("Running \(own: commands.count == 1 ? "a command" : "\(commands.count) commands") in the disk image")
        for (index, command) in commands.enumerated() {
            // The command itself may hold secrets that nobody knows of.
            try await run(command, as: "Command \(index + 1)")
        }
    }

    /// Runs a command and shows its output; a status other than 0 is an error.
    func run(_ command: String, as name: String) async throws {
        let exit = try await connection.run(command) { [log] in log.show($0) }
        guard exit == .status(0) else {
            throw ProvisionerError.unsuitable("\(name) in the disk image ended with \(exit)")
        }
    }

    /// Whether a program is on the guest's path.
    func has(_ program: String) async throws -> Bool {
        try await connection.run("command -v \(program) >/dev/null 2>&1") { _ in } == .status(0)
    }

    private func install(_ names: [String]) async throws {
        log.say("Installing \(names.joined(separator: ", "))")
        let manager = await disk.system?.packageManager ?? ""
        guard let command = PackageCommand(manager: manager) else {
            throw ProvisionerError.unsuitable(
                "libguestfs does not say how packages are installed in this system; use a step with run")
        }
        try await run(command.text(names), as: "Installing packages")
    }

    // MARK: Files

    private func upload(_ source: String, to target: String, _ step: GuestFSStep) async throws {
        log.say("Uploading \(source) => \(target)")
        guard HostFiles.kind(of: source, followingLinks: true) != .directory else {
            return try await connection.uploadDirectory(source, to: target)
        }
        try await makeFolder(of: target)
        try await connection.upload(.file(path: source, mode: step.mode), to: target, progress: nil)
        let path = try await disk.isDirectory(target) ? HostPath.join(target, HostPath.basename(source)) : target
        try await setOwner(step.owner, of: path)
    }

    private func write(_ bytes: [UInt8], to path: String, _ step: GuestFSStep) async throws {
        log.say("Writing \(path)")
        try await makeFolder(of: path)
        let isThere = try await disk.exists(path)
        try await disk.write(bytes, to: path, mode: step.mode ?? (isThere ? nil : 0o644))
        try await setOwner(step.owner, of: path)
    }

    func makeFolder(of path: String) async throws {
        try await disk.makeDirectory(HostPath.dirname(path))
    }

    private func setOwner(_ owner: String?, of path: String) async throws {
        guard let owner else { return }
        let (user, group) = try await AccountFiles(system: self).numbers(of: owner)
        try await disk.setOwner(user, group: group, of: path)
    }

    /// Changes a file in place; its mode and owner stay.
    private func edit(_ path: String, _ pattern: String, _ replacement: String) async throws {
        let expression = try RegularExpression("(?m)" + pattern)
        let text = try await disk.read(path)
        let (edited, count) = TextEdit(expression: expression, replacement: replacement).apply(to: text)
        log.say("Edited \(path): \(own: count == 1 ? "1 place" : "\(count) places")")
        guard count > 0 else {
            throw ProvisionerError.unsuitable("Nothing in \(path) matches what the step wants to replace")
        }
        try await disk.write(edited, to: path, mode: nil)
    }

    private func delete(_ patterns: [String]) async throws {
        for pattern in patterns {
            let paths = try await disk.matches(of: pattern)
            log.say("Deleting \(pattern) (\(own: "\(paths.count)"))")
            for path in paths { try await disk.remove(path) }
        }
    }

    // MARK: Names

    private func setHostname(_ name: String) async throws {
        log.say("Setting the hostname to \(name)")
        let earlier = try await text("/etc/hostname").split(whereSeparator: \.isWhitespace).first.map(String.init)
        try await disk.write(Array((name + "\n").utf8), to: "/etc/hostname", mode: 0o644)
        guard let earlier, try await disk.exists("/etc/hosts") else { return }
        let lines = try await text("/etc/hosts").split(separator: "\n", omittingEmptySubsequences: false)
        try await disk.write(Array(HostsFile.renaming(earlier, to: name, in: lines).utf8), to: "/etc/hosts", mode: nil)
    }

    private func setTimezone(_ name: String) async throws {
        log.say("Setting the time zone to \(name)")
        let zone = "/usr/share/zoneinfo/" + name
        guard try await disk.exists(zone) else {
            throw ProvisionerError.unsuitable("The system on the disk has no time zone \(name): there is no \(zone)")
        }
        try await disk.remove("/etc/localtime")
        try await disk.makeLink(at: "/etc/localtime", to: zone)
        guard try await disk.exists("/etc/timezone") else { return }
        try await disk.write(Array((name + "\n").utf8), to: "/etc/timezone", mode: nil)
    }

    /// A file's text; none if there is no such file.
    func text(_ path: String) async throws -> String {
        guard try await disk.exists(path) else { return "" }
        return String(decoding: try await disk.read(path, limit: 16 << 20), as: UTF8.self)
    }
}

/// `/etc/hosts`.
enum HostsFile {
    /// A name that is its own word becomes another one.
    static func renaming(_ earlier: String, to name: String, in lines: [Substring]) -> String {
        lines.map { line in
            guard !line.hasPrefix("#"), line.split(whereSeparator: \.isWhitespace).dropFirst().contains(earlier[...])
            else {
                return String(line)
            }
            return line.split(whereSeparator: \.isWhitespace).map { $0 == earlier ? name : String($0) }
                .joined(separator: "\t")
        }.joined(separator: "\n")
    }
}

/// Every match of a pattern with another text in its place.
struct TextEdit {
    let expression: RegularExpression
    /// `$1` to `$9` are groups, `$0` is the match, `$$` a dollar sign.
    let replacement: String

    /// - Returns: also how many places were changed.
    func apply(to text: [UInt8]) -> (text: [UInt8], count: Int) {
        var result: [UInt8] = []
        var end = 0
        let matches = expression.matches(in: text)
        for match in matches {
            result += text[end..<match.whole.lowerBound]
            result += filled(match, text)
            end = match.whole.upperBound
        }
        return (result + text[end...], matches.count)
    }

    private func filled(_ match: RegularExpression.Match, _ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(replacement.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$"), let next = rest.first else {
                result.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "$"): result.append(next)
            case UInt8(ascii: "0"): result += text[match.whole]
            case UInt8(ascii: "1")...UInt8(ascii: "9"):
                let index = Int(next - UInt8(ascii: "1"))
                if match.groups.indices.contains(index), let range = match.groups[index] { result += text[range] }
            default:
                result.append(byte)
                continue
            }
            rest.removeFirst()
        }
        return result
    }
}
