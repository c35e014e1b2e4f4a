import BuildEvents
import ComponentAPI
import HostOS
import Scripts

/// `salt-masterless`: applies states of this host on the machine with `salt-call --local`.
package struct SaltMasterlessProvisioner: Provisioner {
    let options: SaltOptions

    package func provision(_ machine: Machine) async throws {
        let guest = try ManagedGuest(machine, options.commands)
        try await withTemporaryDirectory(prefix: "ingot-formulas") { folder in
            let formulas = try await fetchFormulas(into: folder, guest.log)
            guest.log.say("Provisioning with Salt...")
            try await options.packages.install(on: guest, besides: options.staging)
            if !options.skipsBootstrap { try await bootstrap(guest) }
            let staging = SaltStaging(guest: guest, folder: options.staging)
            try await staging.make()
            try await stage(formulas, staging)
        }
        guest.log.message("Running: \(options.command)")
        let exit = try await guest.run(options.command)
        guard exit == .status(0) || options.ignoresFailure else {
            throw GuestToolError(
                "Error executing salt-call: \(exit.words)",
                advice: exit == .status(127) || options.skipsBootstrap
                    ? ["With skip_bootstrap, salt-call has to be on the machine; salt_bin_dir tells where."] : [])
        }
    }

    /// - Returns: the folders of the formulas that the state tree does not have, by their names in it.
    private func fetchFormulas(into folder: String, _ log: BuildLog) async throws -> [(name: String, path: String)] {
        guard !options.formulas.isEmpty else { return [] }
        log.say("Downloading Salt formulas...")
        var fetched: [(name: String, path: String)] = []
        for (index, formula) in options.formulas.enumerated() {
            let present = "\(options.localStates ?? "")/\(formula.folder)"
            guard !HostFiles.exists(present) else {
                log.message("Found existing formula at: \(present)")
                continue
            }
            log.message("\(formula.text) => \(formula.folder)")
            fetched.append((formula.folder, try await formula.fetch(into: "\(folder)/\(index)")))
        }
        return fetched
    }

    private func bootstrap(_ guest: ManagedGuest) async throws {
        let advice = [
            "The bootstrap script and what it installs come over the network of the machine. Without one, install "
                + "Salt in an earlier provisioner and set skip_bootstrap = true, or name its packages in package_files."
        ]
        guest.log.message("Downloading Salt's bootstrap script")
        try await guest.require(
            options.system.bootstrapFetch, "download Salt's bootstrap script in the machine", advice: advice)
        let command = options.commands.sudo(
            options.system.bootstrapRun + (options.bootstrapArguments.isEmpty ? "" : " \(options.bootstrapArguments)"))
        guest.log.message("Installing Salt with command \(command)")
        try await guest.require(command, "install Salt by its bootstrap script", advice: advice)
    }

    private func stage(_ formulas: [(name: String, path: String)], _ staging: SaltStaging) async throws {
        if let path = options.minionConfig {
            try await staging.installFile(path, "minion", in: options.system.configuration)
        }
        if let path = options.grains {
            try await staging.installFile(path, "grains", in: options.system.configuration)
        }
        if let path = options.localStates {
            try await staging.installTree(path, "states", adding: formulas, at: options.states)
        }
        if let path = options.localPillar {
            try await staging.installTree(path, "pillar", at: options.pillar)
        }
    }

    /// The component's entry in the catalogue.
    package static let type = ProvisionerType(
        name: "salt-masterless", summary: "Applies Salt states on the machine, without a master.",
        options: SaltOptions.Keys.all
    ) { reader, _ in
        let provisioner = SaltMasterlessProvisioner(options: SaltOptions(reader))
        return Prepared(provisioner, warnings: try reader.finish())
    }
}
