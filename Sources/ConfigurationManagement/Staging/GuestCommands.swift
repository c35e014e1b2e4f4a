import SSH
import WinRM

/// The commands for files and folders of the machine.
struct GuestCommands: Sendable {
    var system: GuestSystem
    /// Whether commands run as root by sudo; of no account on Windows.
    var usesSudo: Bool

    func makeFolder(_ path: String) -> String {
        system == .unix
            ? sudo("mkdir -p \(Self.quoted(path))")
            : windows("New-Item -ItemType Directory -Force -Path \(PowerShell.literal(path)) | Out-Null")
    }

    /// Lets everybody write to a folder, so that the login can put files where only root could; `nil` on Windows,
    /// where folders are as open as those above them.
    func openFolder(_ path: String) -> String? {
        system == .unix ? sudo("chmod 0777 \(Self.quoted(path))") : nil
    }

    /// Removes a file or a folder with all that is in it; one that is not there is fine.
    func remove(_ path: String) -> String {
        guard system == .windows else { return sudo("rm -rf \(Self.quoted(path))") }
        let literal = PowerShell.literal(path)
        return windows("if (Test-Path -LiteralPath \(literal)) { Remove-Item -LiteralPath \(literal) -Recurse -Force }")
    }

    func move(_ path: String, to target: String) -> String {
        system == .unix
            ? sudo("mv \(Self.quoted(path)) \(Self.quoted(target))")
            : windows(
                "Move-Item -Force -LiteralPath \(PowerShell.literal(path)) -Destination \(PowerShell.literal(target))")
    }

    /// The command as root, where that is wanted.
    func sudo(_ command: String) -> String {
        system == .unix && usesSudo ? "sudo \(command)" : command
    }

    /// Errors of PowerShell's commands end the script with a code other than 0 only if they are told to.
    private func windows(_ script: String) -> String {
        PowerShell.command("$ErrorActionPreference = 'Stop'; \(script)")
    }

    /// In quotes whether that is needed or not.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// The text as one word of a command line, in quotes where that is needed.
    static func word(_ text: String, _ system: GuestSystem) -> String {
        guard system == .windows else { return RemoteShell.quoted(text) }
        return text.contains { " &()^;,=".contains($0) } ? "\"\(text)\"" : text
    }
}
