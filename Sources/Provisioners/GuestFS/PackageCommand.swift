/// How a package manager installs packages without asking.
struct PackageCommand: Equatable {
    private let install: String

    /// - Parameter manager: as libguestfs calls it; `nil` if it is none that we know.
    init?(manager: String) {
        switch manager {
        case "apt":
            install = "apt-get -q update && apt-get -q -y -o Dpkg::Options::=--force-confold install"
        case "dnf": install = "dnf -y install"
        case "yum": install = "yum -y install"
        case "zypper": install = "zypper -n install -l"
        case "apk": install = "apk update && apk add"
        case "pacman": install = "pacman -Sy --noconfirm"
        case "xbps": install = "xbps-install -Sy"
        default: return nil
        }
    }

    /// The command for packages, whose names hold nothing that a shell would take for its own.
    ///
    /// Debian starts services when it installs them, unless this file says no (policy-rc.d, invoke-rc.d(8)).
    func text(_ names: [String]) -> String {
        """
        export DEBIAN_FRONTEND=noninteractive LC_ALL=C
        p=/usr/sbin/policy-rc.d
        if [ -d /usr/sbin ] && [ ! -e $p ]; then
            trap 'rm -f $p' EXIT
            printf '#!/bin/sh\\nexit 101\\n' >$p && chmod 755 $p
        fi
        \(install) \(names.joined(separator: " "))
        """
    }
}
