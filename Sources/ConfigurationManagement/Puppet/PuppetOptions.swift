import BuildEvents
import ComponentAPI
import GoTemplate
import HCLValues

/// The options that both provisioners of Puppet have.
struct PuppetOptions: Sendable {
    enum Keys {
        static let clean = OptionKey<Bool>(
            "clean_staging_directory", default: false, "Whether the staging directory is removed after a good run.")
        static let executeCommand = OptionKey<String>(
            "execute_command", defaultText: "cd {{.WorkingDir}} && {{.FacterVars}} sudo -E puppet ...", late: true,
            "The command that runs Puppet: WorkingDir, FacterVars, Sudo, PuppetBinDir, Debug, ExtraArguments, and the "
                + "paths of what was uploaded.")
        static let extraArguments = OptionKey<[String]>(
            "extra_arguments", default: [], late: true,
            "More arguments for Puppet, with the same variables; each goes to the shell as it is.")
        static let facter = OptionKey<[String: String]>(
            "facter", default: [:],
            "Facts for Puppet, beside packer_build_name and packer_builder_type, which are always there.")
        static let ignoresExitCodes = OptionKey<Bool>(
            "ignore_exit_codes", default: false, "Whether every exit code of Puppet counts as success.")
        static let preventsSudo = OptionKey<Bool>(
            "prevent_sudo", default: false, "Whether commands run without sudo.")
        static let binDirectory = OptionKey<String>(
            "puppet_bin_dir", default: "", "The folder of the program puppet on the machine, if it is not in the PATH.")
        static let workingDirectory = OptionKey<String>(
            "working_directory", defaultText: "the staging directory", "The folder on the machine that Puppet runs in.")

        static let all: [OptionDeclaration] =
            [
                clean.declaration, executeCommand.declaration, extraArguments.declaration, facter.declaration,
                ignoresExitCodes.declaration, preventsSudo.declaration, binDirectory.declaration,
                workingDirectory.declaration, GuestSystem.key.declaration, PackageFiles.key.declaration,
            ] + ElevatedLogin.Keys.all
    }

    var system: GuestSystem
    var packages: PackageFiles
    var usesSudo: Bool
    var staging: String
    var workingDirectory: String
    var cleansStaging: Bool
    var ignoresExitCodes: Bool
    var binDirectory: String
    var facts: [String: String]
    var isDebug: Bool
    var extraArguments: CommandTemplate
    var executeCommand: CommandTemplate
    var elevated: ElevatedLogin

    /// Reads the options; complaints go to the reader.
    ///
    /// - Parameters:
    ///   - staging: the option for the staging directory, and the folder's usual name.
    ///   - command: the command after the folder is entered, without the program's name.
    ///   - variables: those that the kind of run adds.
    init(
        _ reader: OptionReader, _ environment: ComponentEnvironment, staging: (OptionKey<String>, name: String),
        command: String, variables: [String]
    ) {
        system = GuestSystem(reader)
        packages = PackageFiles(reader, system)
        usesSudo = !reader.value(Keys.preventsSudo)
        let root = system == .unix ? "/tmp" : "C:/Windows/Temp"
        self.staging = reader.nonEmpty(staging.0) ?? "\(root)/\(staging.name)"
        workingDirectory = reader.nonEmpty(Keys.workingDirectory) ?? self.staging
        cleansStaging = reader.value(Keys.clean)
        ignoresExitCodes = reader.value(Keys.ignoresExitCodes)
        binDirectory = reader.value(Keys.binDirectory)
        isDebug = environment.isDebug
        facts = reader.value(Keys.facter)
        facts["packer_build_name"] = environment.buildName
        facts["packer_builder_type"] = environment.builderType
        let names = Self.variables + variables
        let trial = Dictionary(uniqueKeysWithValues: names.map { ($0, GoValue.string("trial")) })
        let all = trial.merging(["Sudo": .bool(true), "Debug": .bool(true)]) { $1 }
        executeCommand = CommandTemplate(
            Keys.executeCommand, usual: Self.prefix(system) + command, trial: all, system, reader)
        extraArguments = CommandTemplate(
            text: reader.value(Keys.extraArguments).joined(separator: " "), usual: "", system, reader.templating)
        elevated = ElevatedLogin(reader, system, environment.redactor)
        extraArguments.check(all) {
            reader.error("Error in template string", "Invalid extra_arguments: \($0)", of: Keys.extraArguments)
        }
        checkFacts(reader)
        hideSecrets(environment.redactor, reader)
    }

    private static let variables = ["ExtraArguments", "FacterVars", "PuppetBinDir", "WorkingDir"]

    private static func prefix(_ system: GuestSystem) -> String {
        let facts =
            system == .unix
            ? "{{if ne .FacterVars \"\"}}{{.FacterVars}} {{end}}{{if .Sudo}}sudo -E {{end}}"
            : "{{if ne .FacterVars \"\"}}{{.FacterVars}} && {{end}}"
        return "cd {{word .WorkingDir}} && \(facts){{if ne .PuppetBinDir \"\"}}{{word .PuppetBinDir}}/{{end}}puppet "
    }

    /// A fact becomes a variable of the environment, which a shell takes for a command if its name is none.
    private func checkFacts(_ reader: OptionReader) {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
        for name in facts.keys.sorted() where name.isEmpty || !name.allSatisfy(letters.contains) {
            reader.error(
                "Invalid fact", "The name of a fact has letters, digits and underscores only, but one is \"\(name)\".",
                of: Keys.facter)
        }
    }

    /// A quote inside a secret looks different in the command, which is shown.
    private func hideSecrets(_ redactor: Redactor, _ reader: OptionReader) {
        redactor.add(sensitiveTextsOf: reader.inputs[Keys.facter.name]?.value)
        for value in facts.values where value.contains("'") && redactor.redact(value) != value {
            redactor.add(String(GuestCommands.quoted(value).dropFirst().dropLast()))
        }
    }

    /// The assignments before the command.
    var factVariables: String {
        let sorted = facts.sorted { $0.key < $1.key }
        switch system {
        case .unix: return sorted.map { "FACTER_\($0)=\(GuestCommands.quoted($1))" }.joined(separator: " ")
        case .windows: return sorted.map { "SET \"FACTER_\($0)=\($1)\"" }.joined(separator: " & ")
        }
    }

    var commands: GuestCommands { GuestCommands(system: system, usesSudo: usesSudo) }
}
