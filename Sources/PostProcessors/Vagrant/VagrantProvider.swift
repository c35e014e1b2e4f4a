/// What runs a Vagrant box.
enum VagrantProvider: String, CaseIterable {
    case libvirt
    case virtualbox
    case qemu

    /// The provider for a builder's artifacts.
    init?(builderID: String) {
        switch builderID {
        case "transcend.qemu", "packer.post-processor.convert": self = .libvirt
        case "mitchellh.virtualbox": self = .virtualbox
        default: return nil
        }
    }

    /// Providers that the peer makes boxes for and that this program has nothing of.
    static let unsupported: Set<String> = [
        "aws", "azure", "digitalocean", "docker", "google", "hyperv", "lxc", "openstack", "parallels", "scaleway",
        "vmware", "vmware_desktop",
    ]
}
