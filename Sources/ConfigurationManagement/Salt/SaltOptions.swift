import ComponentAPI

/// The options of `salt-masterless`.
struct SaltOptions: Sendable {
    enum Keys {
        static let localStates = OptionKey<String>(
            "local_state_tree", "A directory of states on this host; needed unless remote_state_tree is there already.")
        static let localPillar = OptionKey<String>("local_pillar_roots", "A directory of pillar data on this host.")
        static let remoteStates = OptionKey<String>(
            "remote_state_tree", defaultText: "/srv/salt", "Where the states are on the machine.")
        static let remotePillar = OptionKey<String>(
            "remote_pillar_roots", defaultText: "/srv/pillar", "Where the pillar data is on the machine.")
        static let minionConfig = OptionKey<String>(
            "minion_config", "A minion's configuration file on this host; excludes the remote_ options.")
        static let grains = OptionKey<String>("grains_file", "A file of grains on this host.")
        static let customState = OptionKey<String>(
            "custom_state", default: "highstate", "The state to apply, or states with commas between.")
        static let formulas = OptionKey<[String]>(
            "formulas", default: [], "Folders of git repositories that are added to the states: URL.git//FOLDER.")
        static let skipsBootstrap = OptionKey<Bool>(
            "skip_bootstrap", default: false,
            "Whether Salt is on the machine already; otherwise it is fetched from the network.")
        static let bootstrapArguments = OptionKey<String>(
            "bootstrap_args", default: "", "Arguments of Salt's bootstrap script.")
        static let disablesSudo = OptionKey<Bool>(
            "disable_sudo", default: false, "Whether commands run without sudo.")
        static let staging = OptionKey<String>(
            "temp_config_dir", defaultText: "/tmp/salt", "Where files are put on the machine before they are moved.")
        static let callArguments = OptionKey<String>("salt_call_args", default: "", "More arguments of salt-call.")
        static let binDirectory = OptionKey<String>(
            "salt_bin_dir", default: "", "The folder of salt-call on the machine, if it is not in the PATH.")
        static let logLevel = OptionKey<String>("log_level", default: "info", "How much salt-call says.")
        static let ignoresFailure = OptionKey<Bool>(
            "no_exit_on_failure", default: false, "Whether the build goes on when states fail.")

        static let all: [OptionDeclaration] = [
            localStates.declaration, localPillar.declaration, remoteStates.declaration, remotePillar.declaration,
            minionConfig.declaration, grains.declaration, customState.declaration, formulas.declaration,
            skipsBootstrap.declaration, bootstrapArguments.declaration, disablesSudo.declaration, staging.declaration,
            callArguments.declaration, binDirectory.declaration, logLevel.declaration, ignoresFailure.declaration,
            GuestSystem.key.declaration, PackageFiles.key.declaration,
        ]
    }

    static let logLevels = [
        "all", "garbage", "trace", "debug", "profile", "info", "warning", "error", "critical", "quiet",
    ]

    var commands: GuestCommands
    var system: SaltSystem
    var packages: PackageFiles
    var localStates: String?
    var localPillar: String?
    var states: String
    var pillar: String
    var minionConfig: String?
    var grains: String?
    var customState: String
    var formulas: [SaltFormula]
    var skipsBootstrap: Bool
    var bootstrapArguments: String
    var staging: String
    var callArguments: String
    var binDirectory: String
    var logLevel: String
    var ignoresFailure: Bool

    /// Reads the options; complaints go to the reader.
    init(_ reader: OptionReader) {
        let guest = GuestSystem(reader)
        commands = GuestCommands(system: guest, usesSudo: !reader.value(Keys.disablesSudo))
        system = SaltSystem(guest)
        packages = PackageFiles(reader, guest)
        localStates = reader.localFolder(Keys.localStates)
        localPillar = reader.localFolder(Keys.localPillar)
        states = reader.nonEmpty(Keys.remoteStates) ?? system.states
        pillar = reader.nonEmpty(Keys.remotePillar) ?? system.pillar
        minionConfig = reader.localFile(Keys.minionConfig)
        grains = reader.localFile(Keys.grains)
        customState = reader.nonEmpty(Keys.customState) ?? "highstate"
        skipsBootstrap = reader.value(Keys.skipsBootstrap) || !packages.isEmpty
        bootstrapArguments = reader.value(Keys.bootstrapArguments)
        staging = reader.nonEmpty(Keys.staging) ?? system.staging
        callArguments = reader.value(Keys.callArguments)
        binDirectory = reader.value(Keys.binDirectory)
        logLevel = reader.nonEmpty(Keys.logLevel) ?? "info"
        ignoresFailure = reader.value(Keys.ignoresFailure)
        formulas = []
        for text in reader.value(Keys.formulas) {
            if let formula = SaltFormula(text) { formulas.append(formula) } else { complain(formula: text, reader) }
        }
        check(reader)
    }

    private func complain(formula text: String, _ reader: OptionReader) {
        reader.error(
            "Invalid formula",
            "A formula is the address of a git repository with a folder of it, and perhaps a reference: "
                + "https://HOST/OWNER/NAME.git//FOLDER?ref=TAG; one is \"\(text)\".", of: Keys.formulas)
    }

    private func check(_ reader: OptionReader) {
        if localStates == nil && reader.nonEmpty(Keys.remoteStates) == nil {
            reader.error(
                "Missing states", "local_state_tree must be set, or remote_state_tree if the states are there already.")
        }
        if localStates == nil && !formulas.isEmpty {
            reader.error(
                "Missing states", "formulas are added to local_state_tree, which is not set.", of: Keys.formulas)
        }
        if minionConfig != nil {
            for key in [Keys.remoteStates, Keys.remotePillar] where reader.nonEmpty(key) != nil {
                reader.error(
                    "Conflicting options",
                    "remote_state_tree and remote_pillar_roots only apply when minion_config is not used.", of: key)
            }
        }
        if !Self.logLevels.contains(logLevel) {
            reader.error(
                "Invalid log_level",
                "log_level must be one of: \(Self.logLevels.joined(separator: ", ")); it is \"\(logLevel)\".",
                of: Keys.logLevel)
        }
    }

    /// What runs Salt on the machine.
    var command: String {
        let word = { (text: String) in GuestCommands.word(text, commands.system) }
        let program = binDirectory.isEmpty ? "salt-call" : word("\(binDirectory)/salt-call")
        var words = [program, "--local"]
        words.append(customState == "highstate" ? "state.highstate" : "state.sls \(customState)")
        // A minion's configuration says itself where things are.
        if minionConfig == nil { words += ["--file-root=\(word(states))", "--pillar-root=\(word(pillar))"] }
        if !ignoresFailure { words.append("--retcode-passthrough") }
        words += ["-l", logLevel]
        if !callArguments.isEmpty { words.append(callArguments) }
        return commands.sudo(words.joined(separator: " "))
    }
}
