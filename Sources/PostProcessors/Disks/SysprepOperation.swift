/// One thing that is taken out of a system, so that machines made from its disk are not twins.
enum SysprepOperation: String, CaseIterable {
    case sshHostKeys = "ssh-hostkeys"
    case machineID = "machine-id"
    case logs
    case dhcpLeases = "dhcp-leases"
    case netRules = "net-rules"
    case shellHistory = "shell-history"
    case randomSeed = "random-seed"
    case cloudInit = "cloud-init"
    case packageCache = "package-cache"
    case temporaryFiles = "temporary-files"
    case mail
    case crashData = "crash-data"
    case sshUserKeys = "ssh-userkeys"

    /// Whether it is done unless the template says otherwise: what an image may have been made for stays.
    var isUsual: Bool { self != .sshUserKeys }

    /// What it does, for the documentation and the log.
    var summary: String {
        switch self {
        case .sshHostKeys: "the SSH server's keys"
        case .machineID: "the machine's identity"
        case .logs: "logs: files are emptied, old ones and journals removed"
        case .dhcpLeases: "addresses that DHCP gave"
        case .netRules: "names of network adapters by their address"
        case .shellHistory: "histories of shells"
        case .randomSeed: "seeds of the random generator"
        case .cloudInit: "what cloud-init knows of its instance"
        case .packageCache: "downloaded packages and lists of them"
        case .temporaryFiles: "temporary files"
        case .mail: "mail"
        case .crashData: "memory of crashed programs"
        case .sshUserKeys: "the users' SSH folders"
        }
    }

    /// Patterns of the shell; what they mean is removed, folders with all that is in them.
    var removed: [String] {
        switch self {
        case .sshHostKeys: ["/etc/ssh/ssh_host_*", "/etc/dropbear/dropbear_*_host_key"]
        case .machineID: []
        case .logs:
            ["/var/log/journal/*", "/var/log/*.gz", "/var/log/*.[0-9]", "/var/log/*.old", "/var/log/*/*.gz"]
                + ["/var/log/*/*.[0-9]", "/var/log/*/*.old"]
        case .dhcpLeases:
            ["/var/lib/dhcp/*", "/var/lib/dhclient/*", "/var/lib/dhcpcd/*", "/var/lib/NetworkManager/*"]
        case .netRules: ["/etc/udev/rules.d/70-persistent-net.rules"]
        case .shellHistory: ["/root/.*_history", "/home/*/.*_history"]
        case .randomSeed:
            ["/var/lib/systemd/random-seed", "/var/lib/systemd/credential.secret", "/var/lib/urandom/random-seed"]
                + ["/var/lib/random-seed", "/boot/efi/loader/random-seed", "/efi/loader/random-seed"]
        case .cloudInit:
            ["instance", "instances/*", "data/*", "sem/*"].map { "/var/lib/cloud/" + $0 }
        case .packageCache:
            ["/var/cache/apt/archives/*.deb", "/var/cache/apt/*.bin", "/var/lib/apt/lists/*_*"]
                + ["dnf", "libdnf5", "yum", "zypp/packages", "apk", "pacman/pkg", "xbps"].map { "/var/cache/\($0)/*" }
        case .temporaryFiles: ["/tmp/*", "/tmp/.[!.]*", "/var/tmp/*", "/var/tmp/.[!.]*"]
        case .mail: ["/var/mail/*", "/var/spool/mail/*"]
        case .crashData: ["/var/crash/*", "/var/lib/systemd/coredump/*", "/var/spool/abrt/*"]
        case .sshUserKeys: ["/root/.ssh", "/home/*/.ssh"]
        }
    }

    /// Patterns of files that stay and lose what is in them.
    var emptied: [String] {
        switch self {
        // Services keep their logs open by name, and some do not make them.
        case .logs: ["/var/log/*", "/var/log/*/*", "/var/log/*/*/*"]
        // systemd fills in an empty file; without one it could not, on a root that is read-only at first.
        case .machineID: ["/etc/machine-id"]
        default: []
        }
    }
}
