/// The commands and scripts that `powershell` makes.
struct PowerShellCommands: Sendable {
    /// In lower case; `none` to start PowerShell without one.
    var policy: String
    var usesPwsh: Bool
    /// What is traced: 0 to 2.
    var debugMode: Int

    private var program: String { usesPwsh ? "pwsh" : "powershell" }

    /// PowerShell's progress bars make a mess of output that is not a terminal.
    private static let silence =
        "if (Test-Path variable:global:ProgressPreference){set-variable -name variable:global:ProgressPreference "
        + "-value 'SilentlyContinue'}"

    /// Runs a script that is whole already.
    var ofInline: String {
        // Without a policy too there has to be a program: `-file` alone is no command in any shell.
        policy == "none" ? "\(program) -file {{.Path}}" : "\(program) -executionpolicy \(policy) -file {{.Path}}"
    }

    /// Runs a script of the user's, which gets its variables and silence from the command.
    var ofScripts: String {
        let trace = debugMode > 0 ? "Set-PsDebug -Trace \(debugMode);" : ""
        let block = "& { \(Self.silence);\(trace). {{.Vars}}; &'{{.Path}}'; exit $LastExitCode }"
        // Without a policy the block is for a login shell that is PowerShell itself.
        guard policy != "none" else { return block }
        return "\(program) -executionpolicy \(policy) \(usesPwsh ? "-command " : "")\"\(block)\""
    }

    /// Inline commands as a script that sets the variables, fails at an exception and ends with the last exit code.
    ///
    /// The commands stand as they are written, each at the beginning of its line, where here-strings have to end.
    func inlineScript(_ lines: [String], variables path: String) -> [UInt8] {
        let trace = debugMode > 0 ? "Set-PsDebug -Trace \(debugMode)\n" : ""
        let text = """
            \(Self.silence)
            \(trace). \(path)
            try {
            \(lines.joined(separator: "\n"))
            } catch {
            [Console]::Error.WriteLine(($_ | Out-String))
            exit 1
            }
            if ($null -ne $LASTEXITCODE) { exit $LASTEXITCODE }
            exit 0

            """
        return Self.bytes(text)
    }

    /// The script that sets the variables.
    static func variablesScript(_ text: String) -> [UInt8] { bytes(text) }

    /// Windows PowerShell takes a script for one in the machine's own code page unless it begins with a mark.
    private static func bytes(_ text: String) -> [UInt8] {
        text.utf8.allSatisfy { $0 < 0x80 } ? Array(text.utf8) : [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    }

    /// The script that removes what was sent; what is gone already is fine.
    static func cleanUpScript(_ paths: [String]) -> [UInt8] {
        let lines = paths.map { "Remove-Item -LiteralPath '\($0)' -Force -ErrorAction SilentlyContinue" }
        return bytes(
            lines.joined(separator: "\n")
                + "\nRemove-Item -LiteralPath $MyInvocation.MyCommand.Path -Force -ErrorAction SilentlyContinue\nexit 0\n"
        )
    }
}
