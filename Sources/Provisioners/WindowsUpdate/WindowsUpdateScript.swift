import WinRM

/// The PowerShell script of one round of updates: it searches, downloads, installs, and ends with a code.
///
/// It uses the Windows Update Agent's interface, which gives updates only to programs with full rights that run on
/// the machine itself.
struct WindowsUpdateScript: Sendable {
    /// One rule of `filters`: what it tests is an expression of PowerShell about the update `$_`.
    struct Filter: Hashable, Sendable {
        var includes: Bool
        var test: String

        /// Reads `include:EXPRESSION` or `exclude:EXPRESSION`; `nil` for any other text.
        init?(_ text: String) {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, ["include", "exclude"].contains(parts[0]),
                !parts[1].allSatisfy(\.isWhitespace)
            else { return nil }
            includes = parts[0] == "include"
            test = parts[1]
        }
    }

    /// What a round ended with.
    enum Outcome: Hashable, Sendable {
        case nothingLeft
        /// Some were installed, and there may be more.
        case again
        case restart
        /// A restart was due before anything was looked for.
        case restartPending
        case failed(Int)

        private static let codes: [Int: Outcome] = [
            0: .nothingLeft, 100: .again, 101: .restart, 102: .restartPending,
        ]

        /// The Task Scheduler tells some codes as an HRESULT with the facility of Windows, 0x8007.
        init(exitCode: Int) {
            let bits = UInt32(truncatingIfNeeded: exitCode)
            let code = bits & 0xFFFF_0000 == 0x8007_0000 ? Int(bits & 0xFFFF) : exitCode
            self = Self.codes[code] ?? .failed(exitCode)
        }
    }

    var criteria: String
    var filters: [Filter]
    /// The most updates of one round.
    var limit: Int

    /// The script as it is sent.
    ///
    /// Result codes of the agent: 2 is success, 3 is success with errors. A round that another one's lost connection
    /// left behind is waited for, since the agent installs one thing at a time.
    var bytes: [UInt8] {
        let rules = filters.map {
            "  @{ Include = $\($0.includes); Test = [ScriptBlock]::Create(\(PowerShell.literal($0.test))) }"
        }.joined(separator: "\n")
        let text = """
            $ErrorActionPreference = 'Stop'
            $ProgressPreference = 'SilentlyContinue'
            function Say($text) { [Console]::Out.WriteLine($text) }
            trap {
              Say "Windows Update: $_"
              exit 1
            }
            $criteria = \(PowerShell.literal(criteria))
            $limit = \(limit)
            $filters = @(
            \(rules)
            )
            function Test-Wanted($update) {
              foreach ($filter in $filters) {
                if (@(Where-Object -InputObject $update -FilterScript $filter.Test).Count -gt 0) { return $filter.Include }
              }
              return $false
            }
            function Test-RestartPending {
              $key = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending'
              return (New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired -or (Test-Path -LiteralPath $key)
            }
            function Wait-Servicing {
              for ($i = 0; $i -lt 360 -and (Get-Process -Name TiWorker -ErrorAction SilentlyContinue); $i++) {
                Start-Sleep -Seconds 5
              }
            }
            $mutex = New-Object System.Threading.Mutex($false, 'Global\\IngotWindowsUpdate')
            try { [void]$mutex.WaitOne() } catch [System.Threading.AbandonedMutexException] { }
            if (Test-RestartPending) {
              Say 'A restart is pending.'
              Wait-Servicing
              exit 102
            }
            Say 'Searching for updates...'
            $session = New-Object -ComObject Microsoft.Update.Session
            $session.ClientApplicationID = 'Ingot'
            $found = $session.CreateUpdateSearcher().Search($criteria)
            $wanted = New-Object -ComObject Microsoft.Update.UpdateColl
            for ($i = 0; $i -lt $found.Updates.Count -and $wanted.Count -lt $limit; $i++) {
              $update = $found.Updates.Item($i)
              if (-not (Test-Wanted $update)) {
                Say "Left out: $($update.Title)"
                continue
              }
              if ($update.InstallationBehavior.CanRequestUserInput) {
                Say "Left out, since it may ask questions: $($update.Title)"
                continue
              }
              if (-not $update.EulaAccepted) { $update.AcceptEula() }
              Say "Found: $($update.Title)"
              [void]$wanted.Add($update)
            }
            if ($wanted.Count -eq 0) {
              Say 'No updates are left.'
              exit 0
            }
            Say "Downloading $($wanted.Count) updates..."
            $downloader = $session.CreateUpdateDownloader()
            $downloader.Updates = $wanted
            [void]$downloader.Download()
            $ready = New-Object -ComObject Microsoft.Update.UpdateColl
            for ($i = 0; $i -lt $wanted.Count; $i++) {
              $update = $wanted.Item($i)
              if ($update.IsDownloaded) { [void]$ready.Add($update) } else { Say "Not downloaded: $($update.Title)" }
            }
            if ($ready.Count -eq 0) {
              Say 'No update could be downloaded.'
              exit 1
            }
            Say "Installing $($ready.Count) updates..."
            $installer = $session.CreateUpdateInstaller()
            $installer.Updates = $ready
            $result = $installer.Install()
            $installed = 0
            for ($i = 0; $i -lt $ready.Count; $i++) {
              $one = $result.GetUpdateResult($i)
              if ($one.ResultCode -eq 2 -or $one.ResultCode -eq 3) {
                $installed++
                Say "Installed: $($ready.Item($i).Title)"
              } else {
                Say ("Not installed (0x{0:X8}): {1}" -f $one.HResult, $ready.Item($i).Title)
              }
            }
            if ($result.RebootRequired -or (Test-RestartPending)) {
              Wait-Servicing
              exit 101
            }
            if ($installed -eq 0) { exit 1 }
            exit 100

            """
        let bytes = Array(text.utf8)
        // Windows PowerShell takes a script for one in the machine's own code page unless it begins with a mark.
        return bytes.allSatisfy { $0 < 0x80 } ? bytes : [0xEF, 0xBB, 0xBF] + bytes
    }
}
