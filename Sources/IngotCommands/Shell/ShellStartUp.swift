import Diagnostics
import HostOS

/// The start-up files of shells, in which completion is switched on and off.
struct ShellStartUp {
    enum Change {
        case install
        case uninstall

        init?(flag: String) {
            switch flag {
            case "-autocomplete-install", "--autocomplete-install": self = .install
            case "-autocomplete-uninstall", "--autocomplete-uninstall": self = .uninstall
            default: return nil
            }
        }
    }

    private let context: CommandContext
    private let home: String

    init(_ context: CommandContext) throws {
        guard let home = context.environment["HOME"], !home.isEmpty else {
            throw DiagnosticError(
                Diagnostic("No home folder", detail: "HOME is not set, so there are no start-up files of shells."))
        }
        self.context = context
        self.home = home
    }

    /// Changes the files of the shells that are set up; says which.
    ///
    /// - Returns: the exit status.
    func apply(_ change: Change) throws -> Int32 {
        var changed: [String] = []
        for shell in [Shell.bash, .zsh] {
            let path = HostPath.join(home, ".\(shell.rawValue)rc")
            if HostFiles.exists(path), try edit(path, shell, change) { changed.append(path) }
        }
        changed += try changeFish(change)
        for path in changed { context.output.write("Changed \(path).\n") }
        if changed.isEmpty {
            context.output.write("There is nothing to change: no shell is set up, or all are done.\n")
        }
        return ExitStatus.success
    }

    /// - Returns: whether the file had to be changed.
    private func edit(_ path: String, _ shell: Shell, _ change: Change) throws -> Bool {
        let line = "source <(ingot completion \(shell.rawValue))"
        let text = try HostFiles.readText(path, limit: 16 << 20)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        switch change {
        case .install:
            guard !lines.contains(Substring(line)) else { return false }
            let end = text.isEmpty || text.hasSuffix("\n") ? "" : "\n"
            try HostFiles.append("\(end)\(line)\n".utf8, to: path)
        case .uninstall:
            guard lines.contains(Substring(line)) else { return false }
            try HostFiles.write(lines.filter { $0 != line }.joined(separator: "\n"), to: path)
        }
        return true
    }

    /// Fish reads one file for each program.
    private func changeFish(_ change: Change) throws -> [String] {
        let configuration = context.environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = HostPath.join(configuration ?? HostPath.join(home, ".config"), "fish")
        guard HostFiles.exists(folder) else { return [] }
        let path = HostPath.join(folder, "completions", "ingot.fish")
        switch change {
        case .install:
            let text = CompletionScript.standard.text(for: .fish)
            guard !HostFiles.exists(path) else { return [] }
            try HostFiles.createDirectory(HostPath.dirname(path), intermediates: true)
            try HostFiles.write(text, to: path)
        case .uninstall:
            guard HostFiles.exists(path) else { return [] }
            try HostFiles.remove(path)
        }
        return [path]
    }
}
