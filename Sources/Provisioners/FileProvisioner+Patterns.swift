import ComponentAPI
import HostOS
import Synchronization

extension FileProvisioner {
    /// Downloads what a shell pattern matches on the machine, each under its own name below `target`.
    func downloadMatches(
        of pattern: String, to target: String, _ machine: Machine, _ communicator: any Communicator
    ) async throws {
        let lines = MatchLines()
        let exit = try await communicator.run(Self.listCommand(pattern)) { lines.add($0) }
        guard exit == .status(0) else {
            throw ProvisionerError.unsuitable("Error downloading \(pattern): nothing on the machine has such a path")
        }
        let matches = lines.matches
        // A way into no machine lists nothing; whether it minds is its own affair.
        guard !matches.isEmpty else { return try await communicator.downloadDirectory(pattern, to: target) }
        for match in matches {
            match.isDirectory
                ? try await communicator.downloadDirectory(match.path, to: target)
                : try await communicator.download(
                    match.path, to: HostPath.join(target, HostPath.basename(match.path)), progress: nil)
        }
    }

    /// Prints `d PATH` or `f PATH` for each match, and fails if there is none.
    static func listCommand(_ pattern: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@*?[]!^~")
        let quoted = pattern.map { plain.contains($0) ? String($0) : $0 == "\n" ? "'\n'" : "\\\($0)" }.joined()
        return "n=1; for p in \(quoted); do if [ -d \"$p\" ]; then n=0; printf 'd %s\\n' \"$p\"; "
            + "elif [ -e \"$p\" ]; then n=0; printf 'f %s\\n' \"$p\"; fi; done; exit $n"
    }
}

/// The lines of `listCommand`, from a machine that need not be trusted.
private final class MatchLines: Sendable {
    struct Match: Sendable {
        var isDirectory: Bool
        var path: String
    }

    private let found = Mutex<[Match]>([])
    var matches: [Match] { found.withLock { $0 } }

    func add(_ output: CommandOutput) {
        guard case .standardOutput(let line) = output, line.hasPrefix("d ") || line.hasPrefix("f ") else { return }
        let path = String(line.dropFirst(2))
        // A name that leads out of the target is no name.
        guard !["/", ".", ".."].contains(HostPath.basename(path)) else { return }
        found.withLock { $0.append(Match(isDirectory: line.hasPrefix("d "), path: path)) }
    }
}
