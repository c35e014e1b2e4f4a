import ComponentAPI

/// The provisioners of this module.
package enum ConfigurationManagementCatalog {
    package static let all: [ProvisionerType] = [
        AnsibleProvisioner.type, AnsibleLocalProvisioner.type,
        PuppetMasterlessProvisioner.type, PuppetServerProvisioner.type, ChefSoloProvisioner.type,
        ChefClientProvisioner.type, SaltMasterlessProvisioner.type,
    ]
}
