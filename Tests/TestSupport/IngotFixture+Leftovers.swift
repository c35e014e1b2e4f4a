import Glibc
internal import HostOS

/// A process that came from a fixture's run.
package struct LeftProcess: Sendable, CustomStringConvertible {
    package let id: Int32
    package let command: String

    package var description: String { "process \(id) (\(command))" }

    func kill() { Glibc.kill(id, SIGKILL) }
}

extension IngotFixture {
    /// All processes whose environment names the fixture's folder, wherever they descend from.
    package func processes() -> [LeftProcess] {
        // A folder of processes changes while it is read: those that are gone are no leftovers.
        let ids = ((try? HostFiles.list("/proc")) ?? []).compactMap { Int32($0) }
        return ids.compactMap { id in
            guard let environment = try? HostFiles.readText("/proc/\(id)/environ"),
                environment.contains(directory)
            else { return nil }
            let command = (try? HostFiles.readText("/proc/\(id)/cmdline")) ?? ""
            return LeftProcess(id: id, command: command.replacing("\0", with: " "))
        }
    }

    /// The processes of machines.
    package func machines() -> [LeftProcess] {
        processes().filter { $0.command.contains("qemu-system-") }
    }

    /// What runs made and did not take away: processes (and so their ports), temporary files, notes of a run that is
    /// not over, half an artifact.
    package func leftovers() -> [String] {
        var left = processes().map(\.description)
        left += names(in: temporary).map { "TMPDIR/" + $0 }
        left += names(in: cache + "/runs").map { "runs/" + $0 }
        left += names(in: directory).filter { $0.contains(".ingot-") && !$0.hasSuffix(".ingot-report") }
        left += socketFolders().filter { HostFiles.exists($0) }
        return left
    }

    /// The folders for sockets, which lie outside the temporary folder because their paths must be short.
    package func socketFolders() -> [String] {
        guard let log = try? HostFiles.readText(log) else { return [] }
        let start = "/tmp/ingot-"
        let names = log.split(separator: start).dropFirst().map { $0.prefix { $0.isHexDigit } }
        return Set(names.filter { $0.count == 12 }).map { start + $0 }.sorted()
    }

    private func names(in folder: String) -> [String] {
        // What was never made holds nothing.
        (try? HostFiles.list(folder)) ?? []
    }
}

/// Waits until a process that is not this one's child is gone.
package func waitForEnd(of id: Int32) async throws {
    _ = try await runProcess("tail", ["--pid=\(id)", "-s", "0.05", "-f", "/dev/null"])
}
