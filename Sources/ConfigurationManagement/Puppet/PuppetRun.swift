import BuildEvents
import ComponentAPI
import GoTemplate

/// One run of Puppet on a machine whose files are staged.
struct PuppetRun: Sendable {
    let options: PuppetOptions
    let guest: ManagedGuest

    /// Runs Puppet, judges its end, and cleans up.
    ///
    /// - Parameters:
    ///   - data: the variables of this kind of run.
    ///   - generated: the values of the build.
    ///   - advice: what to do about a run that could not begin.
    func run(_ data: [String: String], generated: [String: String], advice: [String]) async throws {
        let command = try command(data)
        guest.log.message("Running Puppet: \(command)")
        let exit = try await options.elevated.run(command, on: guest, generated)
        if !options.ignoresExitCodes { try Self.check(exit, advice) }
        if options.cleansStaging { try await guest.remove(options.staging) }
    }

    private func command(_ more: [String: String]) throws -> String {
        var data = more.mapValues { GoValue.string($0) }
        data["FacterVars"] = .string(options.factVariables)
        data["PuppetBinDir"] = .string(options.binDirectory)
        data["WorkingDir"] = .string(options.workingDirectory)
        data["Sudo"] = .bool(options.usesSudo)
        data["Debug"] = .bool(options.isDebug)
        data["ExtraArguments"] = .string("")
        data["ExtraArguments"] = .string(try options.extraArguments.render(data))
        return try options.executeCommand.render(data)
    }

    /// What `--detailed-exitcodes` means: bit 1 tells of changes, bit 2 of resources that failed.
    private static func check(_ exit: CommandExit, _ advice: [String]) throws {
        switch exit {
        case .status(0), .status(2): return
        case .status(let status):
            let meaning =
                switch status {
                case 1: ": the run could not begin, or was ended"
                case 4: ": some resources failed"
                case 6: ": there were changes, and some resources failed"
                case 127: ": the program was not found on the machine"
                default: ""
                }
            let place =
                status == 127 ? ["Install Puppet in an earlier provisioner, or name its folder in puppet_bin_dir."] : []
            throw GuestToolError(
                "Puppet exited with a non-zero exit status: \(status)\(meaning)",
                advice: place + (status == 1 ? advice : []))
        case .signal: throw GuestToolError("Puppet was ended by \(exit.words)")
        }
    }
}
