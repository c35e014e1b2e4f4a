import ComponentAPI
import Scripts

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
