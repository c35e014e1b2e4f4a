import ComponentAPI
import HostOS
import TestSupport

/// A folder that plays a machine's file system, and a script that plays its shell: it notes each command, carries
/// out those that make, move and remove files, runs scp, and takes all others for done.
struct PretendedMachine: Communicator {
    /// `box` is the file system, `commands` the list of what was run.
    let folder: String

    init(in folder: String) throws {
        self.folder = folder
        for name in ["home", "tmp", "etc", "srv"] {
            try HostFiles.createDirectory("\(folder)/box/\(name)", intermediates: true)
        }
        try HostFiles.write(Self.script(folder), to: shell, mode: 0o755)
    }

    /// The script; the command is in `SSH_ORIGINAL_COMMAND`, as sshd's ForceCommand has it.
    var shell: String { folder + "/shell" }

    /// What was run, in its order.
    func commands() throws -> [String] {
        try HostFiles.readText(folder + "/commands").split(separator: "\n").map(String.init)
    }

    /// The files, by their paths, with their contents.
    func files() throws -> [String: String] {
        var files: [String: String] = [:]
        for entry in try HostFiles.walk(folder + "/box") where entry.kind == .file {
            files[entry.path] = try HostFiles.readText("\(folder)/box/\(entry.path)")
        }
        return files
    }

    private static func script(_ folder: String) -> String {
        """
        #!/bin/sh
        box=\(folder)/box
        in_box() { case $1 in /*) echo "$box$1";; *) echo "$box/home/$1";; esac; }
        case $SSH_ORIGINAL_COMMAND in
        scp*)
          eval "set -- $SSH_ORIGINAL_COMMAND"
          for target in "$@"; do :; done
          cd "$box/home" && exec scp "$2" "$(in_box "$target")";;
        esac
        printf '%s\\n' "$SSH_ORIGINAL_COMMAND" >> \(folder)/commands
        case $SSH_ORIGINAL_COMMAND in cd*) exit 0;; esac
        eval "set -- $SSH_ORIGINAL_COMMAND"
        while [ "$1" = sudo ]; do shift; done
        case $1 in
        mkdir) mkdir -p "$(in_box "$3")";;
        mv) mv "$(in_box "$2")" "$(in_box "$3")";;
        rm) if [ -e "$box$3" ]; then mkdir -p "$box/removed" && mv "$box$3" "$box/removed"; fi;;
        stat) test -e "$box$2";;
        esac

        """
    }

    private func inBox(_ path: String) -> String { "\(folder)/box" + (path.hasPrefix("/") ? path : "/home/" + path) }

    func run(_ command: String, output: @escaping @Sendable (CommandOutput) -> Void) async throws -> CommandExit {
        let environment = HostEnvironment.variables.merging(["SSH_ORIGINAL_COMMAND": command]) { $1 }
        let result = try await runProcess("/bin/sh", [shell], environment: environment)
        guard case .status(let status) = result.exit else { return .signal("") }
        return .status(Int(status))
    }

    func upload(_ source: UploadSource, to path: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        let bytes =
            switch source {
            case .file(let file, _): try HostFiles.read(file)
            case .bytes(let bytes, _): bytes
            }
        try HostFiles.write(bytes, to: inBox(path))
    }

    func uploadDirectory(_ source: String, to path: String) async throws {
        guard source.hasSuffix("/") else { throw FixtureFailure("only contents of folders are uploaded here") }
        try HostFiles.createDirectory(inBox(path), intermediates: true)
        for entry in try HostFiles.walk(source) {
            let target = "\(inBox(path))/\(entry.path)"
            if entry.kind == .directory { try HostFiles.createDirectory(target, intermediates: true) }
            if entry.kind == .file { try HostFiles.write(try HostFiles.read("\(source)\(entry.path)"), to: target) }
        }
    }

    func download(_ path: String, to destination: String, progress: (@Sendable (Int64) -> Void)?) async throws {
        throw FixtureFailure("nothing is downloaded here")
    }

    func downloadDirectory(_ path: String, to destination: String) async throws {
        throw FixtureFailure("nothing is downloaded here")
    }
}
