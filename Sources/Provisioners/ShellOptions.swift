import ComponentAPI
import HostOS
import Scripts

/// The options of `shell` beyond those of every script.
struct ShellOptions: Sendable {
    enum Keys {
        static let inlineShebang = OptionKey<String>(
            "inline_shebang", default: "/bin/sh -e", "The interpreter of inline scripts.")
        static let format = OptionKey<String>(
            "env_var_format", defaultText: "%s='%s' ", "How one variable is written: name and value for each %s.")
        static let usesFile = OptionKey<Bool>(
            "use_env_var_file", default: false, "Whether variables go to the machine in a file of their own.")
        static let executeCommand = OptionKey<String>(
            "execute_command", defaultText: "chmod +x {{.Path}}; {{.Vars}} {{.Path}}", late: true,
            "The command that runs the script: Vars, Path, EnvVarFile and the values of the build.")
        static let remoteFolder = OptionKey<String>("remote_folder", default: "/tmp", "Where the script is put.")
        static let remoteFile = OptionKey<String>(
            "remote_file", defaultText: "script_NNNN.sh", "The script's name on the machine.")
        static let remotePath = OptionKey<String>(
            "remote_path", defaultText: "remote_folder/remote_file", "The script's path on the machine.")
        static let expectsDisconnect = OptionKey<Bool>(
            "expect_disconnect", default: false, "Whether the script may end the connection, as a restart does.")

        static let all: [OptionDeclaration] = [
            inlineShebang.declaration, format.declaration, usesFile.declaration, executeCommand.declaration,
            remoteFolder.declaration, remoteFile.declaration, remotePath.declaration,
            expectsDisconnect.declaration, SentScript.Keys.skipsClean.declaration,
            SentScript.Keys.startRetryTimeout.declaration,
            SentScript.Keys.pauseAfter.declaration,
        ]
    }

    var inlineShebang: String
    var isShebangExplicit: Bool
    var environmentFormat: String
    var usesEnvironmentFile: Bool
    var environmentFile: String
    var executeCommand: String
    var path: String
    var expectsDisconnect: Bool
    var skipsClean: Bool
    var startRetryTimeout: Duration
    var pauseAfter: Duration

    init(_ reader: OptionReader) {
        let withFile = reader.value(Keys.usesFile)
        let folder = reader.value(Keys.remoteFolder)
        inlineShebang = reader.value(Keys.inlineShebang)
        isShebangExplicit = reader.isSet(Keys.inlineShebang)
        usesEnvironmentFile = withFile
        environmentFormat = reader.optional(Keys.format) ?? (withFile ? "export %s='%s'\n" : "%s='%s' ")
        environmentFile = "\(folder)/varfile_\(Int.random(in: 0..<9999)).sh"
        executeCommand =
            reader.optional(Keys.executeCommand)
            ?? (withFile
                ? "chmod +x {{.Path}}; . {{.EnvVarFile}} && {{.Path}}" : "chmod +x {{.Path}}; {{.Vars}} {{.Path}}")
        let file = reader.optional(Keys.remoteFile) ?? "script_\(Int.random(in: 0..<9999)).sh"
        path = reader.optional(Keys.remotePath) ?? "\(folder)/\(file)"
        expectsDisconnect = reader.value(Keys.expectsDisconnect)
        skipsClean = reader.value(SentScript.Keys.skipsClean)
        startRetryTimeout = reader.value(SentScript.Keys.startRetryTimeout)
        pauseAfter = reader.value(SentScript.Keys.pauseAfter)
    }
}

extension ShellProvisioner {
    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "shell", summary: "Runs shell scripts on the machine.",
        options: ScriptOptions.declarations + ShellOptions.Keys.all
    ) { reader, environment in
        let provisioner = ShellProvisioner(
            script: ScriptOptions(reader, environment), options: ShellOptions(reader), templating: reader.templating)
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
