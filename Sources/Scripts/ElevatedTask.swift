import Cryptography
import HostOS
import WinRM

/// A script that runs a command as another user with full rights, by a scheduled task: what WinRM logs in has
/// neither, because Windows filters the rights of logins over the network.
package struct ElevatedTask: Sendable {
    package var user: String
    /// Empty for the accounts of services, such as SYSTEM.
    package var password: String
    package var command: String
    /// The task's name, which no other task has.
    package var name: String

    package init(user: String, password: String, command: String, name: String) {
        self.user = user
        self.password = password
        self.command = command
        self.name = name
    }

    /// An ending for names that no other run uses.
    package static func identifier() -> String { UUIDText.random(RandomBytes.bytes(count: 16)) }

    /// Where the script goes on the machine.
    package var path: String { "C:/Windows/Temp/\(name).ps1" }

    /// What runs the script.
    package var runner: String { "powershell -executionpolicy bypass -file \"\(path)\"" }

    /// The number that the task's registration and its user's kind of login have in the Task Scheduler's interface:
    /// TASK_CREATE_OR_UPDATE, TASK_LOGON_PASSWORD, TASK_LOGON_SERVICE_ACCOUNT.
    private static let createOrUpdate = 6
    private static let passwordLogin = 1
    private static let serviceLogin = 5

    /// The script: it makes the task, prints what the command prints while it runs, and ends with its exit code.
    ///
    /// States of a task: 3 is ready, 4 is running. An output file is the only way to see what a task prints.
    package var script: [UInt8] {
        let output = "%SYSTEMROOT%\\Temp\\\(name).out"
        let login = password.isEmpty ? Self.serviceLogin : Self.passwordLogin
        let text = """
            $ErrorActionPreference = 'Stop'
            $ProgressPreference = 'SilentlyContinue'
            $name = \(PowerShell.literal(name))
            $user = \(PowerShell.literal(user))
            $password = \(password.isEmpty ? "$null" : PowerShell.literal(password))
            $output = [Environment]::ExpandEnvironmentVariables(\(PowerShell.literal(output)))
            $service = New-Object -ComObject Schedule.Service
            $service.Connect()
            $definition = $service.NewTask(0)
            $definition.Principal.UserId = $user
            $definition.Principal.LogonType = \(login)
            $definition.Principal.RunLevel = 1
            $definition.Settings.DisallowStartIfOnBatteries = $false
            $definition.Settings.StopIfGoingOnBatteries = $false
            $definition.Settings.ExecutionTimeLimit = 'PT0S'
            $definition.Settings.Priority = 4
            $action = $definition.Actions.Create(0)
            $action.Path = 'cmd'
            $action.Arguments = '/c ' + \(PowerShell.literal(command)) + ' > "' + $output + '" 2>&1'
            $folder = $service.GetFolder('\\')
            $task = $folder.RegisterTaskDefinition($name, $definition, \(Self.createOrUpdate), $user, $password, \(login), $null)
            $running = $task.Run($null)
            $waited = 0
            while ($task.State -ne 4 -and $task.LastTaskResult -eq 267011 -and $waited -lt 100) {
              Start-Sleep -Milliseconds 100
              $waited++
            }
            $shown = 0
            function Show-Output {
              if (-not (Test-Path -LiteralPath $output)) { return }
              $lines = @(Get-Content -LiteralPath $output)
              for (; $script:shown -lt $lines.Count; $script:shown++) { [Console]::Out.WriteLine($lines[$script:shown]) }
            }
            do {
              Start-Sleep -Milliseconds 250
              $state = $task.State
              Show-Output
            } while ($state -eq 4 -or $state -eq 2)
            Show-Output
            $result = $task.LastTaskResult
            $folder.DeleteTask($name, 0)
            Remove-Item -LiteralPath $output -Force -ErrorAction SilentlyContinue
            exit $result

            """
        let bytes = Array(text.utf8)
        // The mark keeps characters that are not ASCII; see PowerShellCommands.
        return bytes.allSatisfy { $0 < 0x80 } ? bytes : [0xEF, 0xBB, 0xBF] + bytes
    }
}
