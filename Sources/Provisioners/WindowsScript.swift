import HostOS
import Scripts

/// The scripts of a provisioner for Windows.
struct WindowsScript: Sendable {
    let script: ScriptOptions
    let startRetryTimeout: Duration

    var sent: SentScript {
        SentScript(
            script, startRetryTimeout: startRetryTimeout,
            disconnectAdvice: "If it restarts the machine, add \(SentScript.disconnectedStatus) to valid_exit_codes, "
                + "or restart it by a windows-restart provisioner.")
    }

    /// The scripts in their order, under the names that messages use, as the bytes that are sent.
    ///
    /// - Parameter inline: makes a script of the inline commands.
    func all(inline: ([String]) -> [UInt8]) throws -> [(name: String, bytes: [UInt8])] {
        guard script.inline.isEmpty else { return [("inline script", inline(script.inline))] }
        // As they are: Windows wants its own line ends where it wants any.
        return try script.scripts.map { ($0, try HostFiles.read($0)) }
    }
}
