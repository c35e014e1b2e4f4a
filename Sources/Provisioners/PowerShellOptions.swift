import BuildEvents
import ComponentAPI
import Cryptography
import HostOS
import Scripts

/// The options of `powershell` beyond those of every script.
struct PowerShellOptions: Sendable {
    enum Keys {
        static let executionPolicy = OptionKey<String>(
            "execution_policy", default: "bypass",
            "The execution policy of scripts: bypass, allsigned, default, remotesigned, restricted, undefined, "
                + "unrestricted, or none to start PowerShell without one.")
        static let usesPwsh = OptionKey<Bool>(
            "use_pwsh", default: false, "Whether scripts run in PowerShell 7 (pwsh) instead of Windows PowerShell.")
        static let debugMode = OptionKey<Int>(
            "debug_mode", default: 0, "What is traced: 0 nothing, 1 lines, 2 also variables and calls (Set-PsDebug).")
        static let elevatedUser = OptionKey<String>(
            "elevated_user", default: "", late: true,
            "Runs scripts as this user with full rights, by a scheduled task; SYSTEM needs no password.")
        static let elevatedPassword = OptionKey<String>(
            "elevated_password", default: "", sensitive: true, late: true, "The password of elevated_user.")
        static let elevatedExecuteCommand = OptionKey<String>(
            "elevated_execute_command", defaultText: "as execute_command", late: true,
            "The command that runs the script as elevated_user.")
        static let elevatedFormat = OptionKey<String>(
            "elevated_env_var_format", default: "$env:%s=\"%s\"; ", "How one variable is written for elevated_user.")
        static let format = OptionKey<String>(
            "env_var_format", default: "$env:%s=\"%s\"; ",
            "How one variable is written: name and value for each %s.")
        static let remotePath = OptionKey<String>(
            "remote_path", defaultText: "c:/Windows/Temp/script-UUID.ps1", "The script's path on the machine.")
        static let remoteVariables = OptionKey<String>(
            "remote_env_var_path", defaultText: "c:/Windows/Temp/packer-ps-env-vars-UUID.ps1",
            "The path on the machine of the script that sets the variables.")
        static let executeCommand = OptionKey<String>(
            "execute_command", defaultText: "powershell -executionpolicy bypass ...", late: true,
            "The command that runs the script: Vars, the path of what sets the variables, Path, and the values of "
                + "the build.")

        static let all: [OptionDeclaration] = [
            executionPolicy.declaration, usesPwsh.declaration, debugMode.declaration, elevatedUser.declaration,
            elevatedPassword.declaration, elevatedExecuteCommand.declaration, elevatedFormat.declaration,
            format.declaration, remotePath.declaration, remoteVariables.declaration, executeCommand.declaration,
            SentScript.Keys.skipsClean.declaration, SentScript.Keys.startRetryTimeout.declaration,
            SentScript.Keys.pauseAfter.declaration,
        ]
    }

    static let policies = [
        "bypass", "allsigned", "default", "remotesigned", "restricted", "undefined", "unrestricted", "none",
    ]

    var commands: PowerShellCommands
    /// Empty for nobody.
    var elevatedUser: String
    var elevatedPassword: String
    var executeCommand: String
    var elevatedExecuteCommand: String
    var format: String
    var elevatedFormat: String
    var path: String
    var variablesPath: String
    var skipsClean: Bool
    var startRetryTimeout: Duration
    var pauseAfter: Duration

    init(_ reader: OptionReader, isInline: Bool, redactor: Redactor) {
        let commands = PowerShellCommands(
            policy: reader.value(Keys.executionPolicy).lowercased(), usesPwsh: reader.value(Keys.usesPwsh),
            debugMode: reader.value(Keys.debugMode))
        let usual = isInline ? commands.ofInline : commands.ofScripts
        self.commands = commands
        elevatedUser = reader.value(Keys.elevatedUser)
        elevatedPassword = reader.value(Keys.elevatedPassword)
        executeCommand = reader.optional(Keys.executeCommand) ?? usual
        elevatedExecuteCommand = reader.optional(Keys.elevatedExecuteCommand) ?? usual
        format = reader.value(Keys.format)
        elevatedFormat = reader.value(Keys.elevatedFormat)
        path = Self.path(reader.optional(Keys.remotePath), name: "script-\(Self.identifier()).ps1")
        variablesPath = Self.path(
            reader.optional(Keys.remoteVariables), name: "packer-ps-env-vars-\(Self.identifier()).ps1")
        skipsClean = reader.value(SentScript.Keys.skipsClean)
        startRetryTimeout = reader.value(SentScript.Keys.startRetryTimeout)
        pauseAfter = reader.value(SentScript.Keys.pauseAfter)
        if !elevatedPassword.isEmpty && !elevatedPassword.contains("{{") { redactor.add(elevatedPassword) }
        check(reader)
    }

    /// A path that ends in a separator is a folder.
    private static func path(_ given: String?, name: String) -> String {
        guard let given, !given.isEmpty else { return "c:/Windows/Temp/\(name)" }
        return given.hasSuffix("/") || given.hasSuffix("\\") ? given + name : given
    }

    static func identifier() -> String { UUIDText.random(RandomBytes.bytes(count: 16)) }

    private func check(_ reader: OptionReader) {
        if !Self.policies.contains(commands.policy) {
            reader.error(
                "Invalid execution policy",
                "execution_policy must be one of: \(Self.policies.joined(separator: ", ")).", of: Keys.executionPolicy)
        }
        if !(0...2).contains(commands.debugMode) {
            reader.error(
                "Invalid debug mode",
                "\(commands.debugMode) is an invalid Trace level for `debug_mode`; valid values are 0, 1, and 2",
                of: Keys.debugMode)
        }
        if elevatedUser.isEmpty && !elevatedPassword.isEmpty {
            reader.error(
                "Missing elevated_user", "Must supply an 'elevated_user' if 'elevated_password' provided",
                of: Keys.elevatedPassword)
        }
    }
}
