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

    let script: ScriptOptions
    let shebang: String
    let executeCommand: [String]
    let format: String
    let onlyOn: [String]
    let suffix: String
    let templating: TemplateContext

    /// The declarations of every option.
    package static var options: [OptionDeclaration] { Keys.all }

    /// Reads the options; complaints go to the reader.
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
        Self.check(onlyOn, executeCommand, command, reader)
    }

    private static func check(
        _ onlyOn: [String], _ executeCommand: [String], _ command: String?, _ reader: OptionReader
    ) {
        let known = ["darwin", "freebsd", "linux", "openbsd", "solaris", "windows"]
        for name in onlyOn where !known.contains(name) {
            reader.error("Invalid operating system", "Invalid OS specified in only_on: '\(name)'", of: Keys.onlyOn)
        }
        if executeCommand.first?.isEmpty ?? true {
            reader.error(
                "Missing program", "The first element of execute_command is the program to run.",
                of: Keys.executeCommand)
        }
        if command != nil && reader.isSet(ScriptOptions.Keys.inline) {
            reader.error("Invalid script options", "Only one of command and inline can be specified.", of: Keys.command)
        }
    }

    /// Runs the scripts in their order; what they print goes to the log.
    ///
    /// - Throws: `ScriptError` if one ends with a code that does not count as success; `HostError` if one cannot run.
    package func run(generatedData: [String: String], log: BuildLog) async throws {
        guard onlyOn.isEmpty || onlyOn.contains("linux") else {
            return log.say("Skipping shell-local due to runtime OS")
        }
        let machine = Machine(communicator: nil, generatedData: generatedData, log: log)
        guard !script.inline.isEmpty else {
            for path in script.scripts { try await run(path, named: path, machine) }
            return
        }
        try await withTemporaryDirectory(prefix: "ingot-shell") { folder in
            let path = HostPath.join(folder, "inline" + (suffix.isEmpty || suffix.hasPrefix(".") ? "" : ".") + suffix)
            let text = script.inlineScript(shebang: shebang, isShebangExplicit: true)
            try HostFiles.create(text, at: path, mode: 0o700)
            try await run(path, named: "inline script", machine)
        }
    }

    private func run(_ path: String, named name: String, _ machine: Machine) async throws {
        machine.log.say("Running local shell script: \(name)")
        let variables = EnvironmentFormat(format: format).text(script.variables(for: machine))
        var data = machine.generatedData.mapValues { GoValue.string($0) }
        data["Vars"] = .string(variables)
        // From the root: a shell looks up a name without a slash in its PATH only.
        data["Script"] = .string(try HostPath.absolute(path))
        data["Command"] = .string(script.inline.joined(separator: "\n"))
        let context = templating.adding(data)
        let words = try executeCommand.map(context.render)
        guard words.count == 3, words[1] == "-c", words[2].contains(variables) else {
            return try await execute(words, machine.log)
        }
        // Everybody on this host can read the arguments of a process, and variables hold secrets: the shell gets
        // its command in a file that only this user can read.
        try await withTemporaryDirectory(prefix: "ingot-command") { folder in
            let file = HostPath.join(folder, "command")
            try HostFiles.create(words[2].utf8, at: file, mode: 0o600)
            try await execute([words[0], file], machine.log)
        }
    }

    private func execute(_ words: [String], _ log: BuildLog) async throws {
        guard let program = words.first else { return }
        let child = try await ChildProcess.start(
            program, Array(words.dropFirst()), standardOutput: .pipe, standardError: .pipe)
        let exit = try await withChildProcess(child) { child in
            async let output: Void = Self.show(child.standardOutput) { log.message($0) }
            async let errors: Void = Self.show(child.standardError) { log.error($0) }
            _ = try await (output, errors)
            return try await child.wait()
        }
        switch exit {
        case .status(let status) where script.validExitCodes.contains(Int(status)): return
        case .status(let status): throw ScriptError(ending: "\(status)", allowed: script.validExitCodes)
        case .signal: throw ScriptError(ending: "\(exit)", allowed: script.validExitCodes)
        }
    }

    private static func show(_ stream: ByteStream?, _ line: @escaping @Sendable (String) -> Void) async throws {
        guard let stream else { return }
        for try await text in stream.lines { line(text) }
    }
}
