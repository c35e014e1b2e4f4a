import ComponentAPI

/// The provisioners of this module.
package enum ProvisionerCatalog {
    package static let all: [ProvisionerType] =
        [
            ShellProvisioner.type, FileProvisioner.type, LocalShellProvisioner.type, SleepProvisioner.type,
            BreakpointProvisioner.type, PowerShellProvisioner.type, WindowsShellProvisioner.type,
            WindowsRestartProvisioner.type, WindowsUpdateProvisioner.type, GuestFSProvisioner.type,
        ] + SBOMProvisioner.types
}
