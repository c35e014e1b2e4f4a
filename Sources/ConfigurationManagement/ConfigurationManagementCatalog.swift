import ComponentAPI

/// The provisioners of this module.
package enum ConfigurationManagementCatalog {
    package static let all: [ProvisionerType] = [
        PuppetMasterlessProvisioner.type, PuppetServerProvisioner.type, ChefSoloProvisioner.type,
        ChefClientProvisioner.type, SaltMasterlessProvisioner.type,
        AnsibleProvisioner.type, AnsibleLocalProvisioner.type,
    ]
}
