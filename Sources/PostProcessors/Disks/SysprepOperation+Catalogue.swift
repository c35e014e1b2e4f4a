extension SysprepOperation {
    /// In the order in which they are done.
    static let all: [SysprepOperation] = identity + traces + services + wished

    /// What makes a machine this one.
    private static let identity: [SysprepOperation] = [
        .init(
            name: "ssh-hostkeys", summary: "the SSH server's keys",
            removed: ["/etc/ssh/ssh_host_*", "/etc/dropbear/dropbear_*_host_key"]),
        // systemd fills in an empty file; without one it could not, on a root that is read-only at first. D-Bus's copy
        // would bring the old one back; where it is a link to the other file it may stay.
        .init(
            name: "machine-id", summary: "the machine's identity", removedFiles: ["/var/lib/dbus/machine-id"],
            emptied: ["/etc/machine-id"]),
        .init(
            name: "random-seed", summary: "seeds of the random generator",
            removed: [
                "/var/lib/systemd/random-seed", "/var/lib/systemd/credential.secret", "/var/lib/urandom/random-seed",
                "/var/lib/random-seed", "/var/lib/misc/random-seed", "/etc/random-seed", "/boot/efi/loader/random-seed",
                "/efi/loader/random-seed",
            ]),
        .init(
            name: "cloud-init", summary: "what cloud-init knows of its instance",
            removed: ["instance", "instances/*", "data/*", "sem/*"].map { "/var/lib/cloud/" + $0 }),
        .init(
            name: "dhcp-client-state", summary: "addresses that DHCP gave",
            removed: ["dhcp", "dhclient", "dhcpcd", "NetworkManager"].map { "/var/lib/\($0)/*" }),
        .init(
            name: "udev-persistent-net", summary: "names of network adapters by their address",
            removed: ["/etc/udev/rules.d/70-persistent-net.rules"]),
        .init(
            name: "net-hwaddr", summary: "addresses of network adapters in their settings",
            assignments: (adapters, ["HWADDR"])),
        .init(
            name: "net-hostname", summary: "hostnames in the settings of network adapters",
            assignments: (adapters, ["HOSTNAME", "DHCP_HOSTNAME"])),
        .init(
            name: "blkid-tab", summary: "lists of block devices",
            removed: ["/etc", "/etc/blkid", "/var/run", "/run/blkid"].flatMap {
                [$0 + "/blkid.tab", $0 + "/blkid.tab.old"]
            }),
    ]

    /// Settings of network adapters, as distributions with rpm have them.
    private static let adapters = ["/etc/sysconfig/network-scripts/ifcfg-*", "/etc/sysconfig/network/ifcfg-*"]

    /// What was left by whoever made the image, and by programs that ran.
    private static let traces: [SysprepOperation] = [
        // Services keep their logs open by name, and some do not make them: so files stay, emptied.
        .init(
            name: "logfiles", summary: "logs and journals",
            removed: ["/var/log/journal/*", "/var/log/*.gz", "/var/log/*.[0-9]", "/var/log/*.old", "/var/log/*/*.gz"]
                + ["/var/log/*/*.[0-9]", "/var/log/*/*.old", "/root/anaconda-*", "/root/original-ks.cfg"]
                + ["/root/initial-setup-ks.cfg", "/root/install.log*"],
            emptied: ["/var/log/*", "/var/log/*/*", "/var/log/*/*/*"]),
        .init(
            name: "bash-history", summary: "histories of shells", removed: ["/root/.*_history", "/home/*/.*_history"]),
        .init(
            name: "package-manager-cache", summary: "downloaded packages and lists of them",
            removed: ["/var/cache/apt/archives/*.deb", "/var/cache/apt/*.bin", "/var/lib/apt/lists/*_*"]
                + ["dnf", "libdnf5", "yum", "zypp/packages", "apk", "pacman/pkg", "xbps"].map { "/var/cache/\($0)/*" }),
        .init(
            name: "tmp-files", summary: "temporary files",
            removed: ["/tmp/*", "/tmp/.[!.]*", "/var/tmp/*", "/var/tmp/.[!.]*"]),
        .init(name: "mail-spool", summary: "mail", removed: ["/var/mail/*", "/var/spool/mail/*"]),
        .init(
            name: "crash-data", summary: "memory of crashed kernels and programs",
            removed: ["/var/crash/*", "/var/log/dump/*", "/var/lib/systemd/coredump/*"]),
        .init(name: "abrt-data", summary: "reports of crashes", removed: ["/var/spool/abrt/*"]),
        .init(
            name: "backup-files", summary: "backups of editors",
            endings: (["/etc", "/root", "/srv", "/tmp", "/var"], [".bak", "~"])),
        .init(
            name: "passwd-backups", summary: "backups of the lists of accounts",
            removed: ["group", "gshadow", "passwd", "shadow", "subgid", "subuid"].map { "/etc/\($0)-" }),
        .init(name: "utmp", summary: "lists of who is logged in", removed: ["/var/run/utmp", "/run/utmp"]),
        .init(
            name: "pacct-log", summary: "accounts of processes",
            removed: ["/var/log/account/pacct?*", "/var/account/pacct?*"],
            emptied: ["/var/log/account/pacct", "/var/account/pacct"]),
        .init(
            name: "pam-data", summary: "what PAM noted of logins",
            removed: ["console", "faillock", "sepermit"].map { "/var/run/\($0)/*" }),
    ]

    /// What services keep for the machine that they run on.
    private static let services: [SysprepOperation] = [
        .init(
            name: "dhcp-server-state", summary: "addresses that DHCP lent",
            removed: ["/var/lib/dhcpd/*", "/var/lib/misc/dnsmasq.leases"]),
        .init(
            name: "rpm-db", summary: "locks and caches of rpm",
            removed: ["/var/lib/rpm/__db.*", "/usr/lib/sysimage/rpm/__db.*"]),
        .init(name: "yum-uuid", summary: "yum's number of the machine", removed: ["/var/lib/yum/uuid"]),
        .init(
            name: "smolt-uuid", summary: "Smolt's number of the machine",
            removed: ["/etc/sysconfig/hw-uuid", "/etc/smolt/uuid", "/etc/smolt/hw-uuid"]),
        .init(
            name: "rhn-systemid", summary: "the machine's entry in RHN",
            removed: ["/etc/sysconfig/rhn/systemid", "/etc/sysconfig/rhn/osad-auth.conf"]),
        .init(
            name: "rh-subscription-manager", summary: "the machine's subscription",
            removed: ["/etc/pki/consumer/*", "/etc/pki/entitlement/*"]),
        .init(name: "kerberos-hostkeytab", summary: "the machine's key of Kerberos", removed: ["/etc/krb5.keytab"]),
        .init(
            name: "ipa-client", summary: "the machine's entry in IPA",
            removed: [
                "/etc/ipa/ca.crt", "/etc/ipa/default.conf", "/var/lib/ipa-client/sysrestore/*",
                "/var/lib/ipa-client/pki/*", "/etc/pki/ca-trust/source/ipa.p11-kit",
                "/etc/pki/ca-trust/source/anchors/ipa-ca.crt", "/usr/local/share/ca-certificates/ipa-ca.crt",
            ]),
        .init(
            name: "sssd-db-log", summary: "what sssd remembers", removed: ["/var/lib/sss/db/*", "/var/log/sssd/*"]),
        .init(
            name: "puppet-data-log", summary: "what Puppet's agent remembers",
            removed: ["/var/log/puppet/*"],
            removedFiles: ["/var/lib/puppet/*/*", "/var/lib/puppet/*/*/*"]),
    ]

    /// Done only if the template names them.
    private static let wished: [SysprepOperation] = [
        .init(
            name: "ssh-userdir", summary: "the users' SSH folders", isUsual: false,
            removed: ["/root/.ssh", "/home/*/.ssh"]),
        .init(
            name: "cron-spool", summary: "the users' jobs of cron and at", isUsual: false,
            removedFiles: [
                "/var/spool/cron/*", "/var/spool/cron/crontabs/*", "/var/spool/cron/tabs/*",
                "/var/spool/cron/lastrun/*", "/var/spool/cron/atjobs/*", "/var/spool/atjobs/*",
                "/var/spool/at/*",
            ]),
        .init(
            name: "net-nmconn", summary: "NetworkManager's connections", isUsual: false,
            removed: ["/etc/NetworkManager/system-connections/*.nmconnection"]),
        .init(
            name: "dovecot-data", summary: "what dovecot keeps", isUsual: false, removed: ["/var/lib/dovecot/*"]),
        .init(
            name: "samba-db-log", summary: "Samba's databases and logs", isUsual: false,
            removedFiles: ["/var/lib/samba/*", "/var/lib/samba/*/*", "/var/log/samba/*", "/var/log/samba/old/*"]),
        .init(
            name: "kerberos-data", summary: "the databases of a Kerberos server", isUsual: false,
            removed: ["/var/kerberos/krb5kdc/principal*", "/var/kerberos/krb5kdc/.k5.*", "/var/lib/krb5kdc/principal*"]
        ),
        .init(
            name: "firewall-rules", summary: "rules of firewalls", isUsual: false,
            removed: [
                "/etc/sysconfig/iptables", "/etc/sysconfig/ip6tables", "/etc/iptables/rules.v*",
                "/etc/firewalld/services/*", "/etc/firewalld/zones/*",
            ]),
        .init(
            name: "flag-reconfiguration", summary: "the mark that makes a system ask for its settings", isUsual: false,
            made: ["/.unconfigured"]),
    ]
}
