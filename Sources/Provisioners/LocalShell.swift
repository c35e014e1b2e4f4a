import BuildEvents
import ComponentAPI
import GoTemplate
import HostOS

/// Runs scripts on this host: what the `shell-local` provisioner and post-processor do.
package struct LocalShell: Sendable {
    enum Keys {
        static let command = OptionKey<String>(
            "command", deprecation: "Use inline = [COMMAND].", "A single command.")
        static let shebang = OptionKey<String>(
            "inline_shebang", default: "/bin/sh -e", "The interpreter of inline scripts.")
        static let executeCommand = OptionKey<[String]>(
            "execute_command", default: ["/bin/sh", "-c", "{{.Vars}} {{.Script}}"], late: true,
            "The program and its arguments that run a script: Vars, Script, and the values of the build.")
        static let format = OptionKey<String>(
            "env_var_format", default: "%s='%s' ", "How one variable is written: name and value for each %s.")
        static let onlyOn = OptionKey<[String]>(
            "only_on", default: [], "The operating systems of this host on which anything is done.")
        static let extensionName = OptionKey<String>(
            "tempfile_extension", default: "", "The end of the name of inline scripts.")
        static let linuxPathing = OptionKey<Bool>(
            "use_linux_pathing", default: false, "Kept for templates from other systems; no effect here.")
        static let all =
            ScriptOptions.Keys.all + [
                command.declaration, shebang.declaration, executeCommand.declaration, format.declaration,
                onlyOn.declaration, extensionName.declaration, linuxPathing.declaration,
            ]
    }

    var script: ScriptOptions
    let shebang: String
    let executeCommand: [String]
    let format: String
    let onlyOn: [String]
    let suffix: String
    let templating: TemplateContext

    /// The declarations of every option.
    package static var options: [OptionDeclaration] { Keys.all }

    package init(_ reader: OptionReader, _ environment: ComponentEnvironment) {
        let command = reader.optional(Keys.command)
        script = ScriptOptions(reader, environment, command: command)
        shebang = reader.value(Keys.shebang)
        let words = reader.value(Keys.executeCommand)
        executeCommand = words.count == 1 ? ["/bin/sh", "-c"] + words : words
        format = reader.value(Keys.format)
        onlyOn = reader.value(Keys.onlyOn)
        suffix = reader.value(Keys.extensionName)
        templating = reader.templating
        let known = ["darwin", "freebsd", "linux", "openbsd", "solaris", "windows"]
        for name in onlyOn where !known.contains(name) {
            reader.error("Invalid operating system", "Invalid OS specified in only_on: '\(name)'", of: Keys.onlyOn)
        }
    }

    package func run(generatedData: [String: String], log: BuildLog) async throws {
        guard onlyOn.isEmpty || onlyOn.contains("linux") else {
            return log.say("Skipping shell-local due to runtime OS")
        }
        let machine = Machine(communicator: nil, generatedData: generatedData, log: log)
        guard !script.inline.isEmpty else {
            for path in script.scripts { try await run(path, machine) }
            return
        }
        try await withTemporaryDirectory(prefix: "ingot-shell") { folder in
            let path = HostPath.join(folder, "inline" + (suffix.isEmpty || suffix.hasPrefix(".") ? "" : ".") + suffix)
            let text = script.inlineScript(shebang: shebang, isShebangExplicit: true)
            try HostFiles.create(text, at: path, mode: 0o700)
            try await run(path, machine)
        }
    }

    private func run(_ path: String, _ machine: Machine) async throws {
        machine.log.say("Running local shell script: \(path)")
        var data = machine.generatedData.mapValues { GoValue.string($0) }
        data["Vars"] = .string(EnvironmentFormat(format: format).text(script.variables(for: machine)))
        data["Script"] = .string(path)
        data["Command"] = .string(script.inline.joined(separator: "\n"))
        let context = templating.adding(data)
        let words = try executeCommand.map(context.render)
        guard let program = words.first else { return }
        let child = try await ChildProcess.start(
            program, Array(words.dropFirst()), standardOutput: .pipe, standardError: .pipe)
        let exit = try await withChildProcess(child) { child in
            async let output: Void = Self.show(child.standardOutput) { machine.log.message($0) }
            async let errors: Void = Self.show(child.standardError) { machine.log.error($0) }
            _ = try await (output, errors)
            return try await child.wait()
        }
        try check(exit)
    }

    private static func show(_ stream: ByteStream?, _ line: @escaping @Sendable (String) -> Void) async throws {
        guard let stream else { return }
        for try await text in stream.lines { line(text) }
    }

    private func check(_ exit: ProcessExit) throws {
        if case .status(let status) = exit, script.validExitCodes.contains(Int(status)) { return }
        guard case .status(let status) = exit else {
            throw ProvisionerError.exitStatus("\(exit)", allowed: script.validExitCodes)
        }
        throw ProvisionerError.exitStatus("\(status)", allowed: script.validExitCodes)
    }
}

/// `shell-local`: runs scripts on this host.
package struct LocalShellProvisioner: Provisioner {
    let shell: LocalShell

    package func provision(_ machine: Machine) async throws {
        try await shell.run(generatedData: machine.generatedData, log: machine.log)
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "shell-local", summary: "Runs shell scripts on this host.", options: LocalShell.options
    ) { reader, environment in
        let provisioner = LocalShellProvisioner(shell: LocalShell(reader, environment))
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
