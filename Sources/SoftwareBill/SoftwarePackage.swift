/// What keeps track of a package.
package enum PackageSystem: String, CaseIterable, Hashable, Sendable {
    case dpkg
    case rpm
    case apk
    case pip
    case npm
}

/// One package that is installed in a guest.
package struct SoftwarePackage: Hashable, Sendable {
    /// What keeps track of it.
    package var system: PackageSystem
    /// As that names it.
    package var name: String
    /// As that writes it, without an epoch of rpm.
    package var version: String
    /// As that names it; `nil` where packages have none.
    package var architecture: String?
    /// What it was built from: the source package of dpkg, the source file of rpm, the origin of apk.
    package var source: String?
    /// Who made or keeps it: a name, often with an address.
    package var supplier: String?
    /// As the package tells it, seldom in SPDX's words.
    package var licence: String?
    /// An address.
    package var homepage: String?
    /// SHA-512 of the package's file in lower-case hexadecimal, where a lock file tells it.
    package var sha512: String?
    /// The number that rpm compares before the version; 0 is left out.
    package var epoch: String?
    /// Where in the guest it was found.
    package var place: String

    package init(
        system: PackageSystem, name: String, version: String, architecture: String? = nil, source: String? = nil,
        supplier: String? = nil, licence: String? = nil, homepage: String? = nil, sha512: String? = nil,
        epoch: String? = nil, place: String
    ) {
        self.system = system
        self.name = name
        self.version = version
        self.architecture = architecture
        self.source = source
        self.supplier = supplier
        self.licence = licence
        self.homepage = homepage
        self.sha512 = sha512
        self.epoch = epoch
        self.place = place
    }

    /// Its name for every tool.
    package func url(on system: OperatingSystem) -> PackageURL {
        switch self.system {
        case .dpkg: distributed("deb", system)
        case .rpm: distributed("rpm", system)
        case .apk: distributed("apk", system)
        case .pip: PackageURL(type: "pypi", name: Self.normalised(name), version: version)
        case .npm:
            if name.hasPrefix("@"), let slash = name.firstIndex(of: "/") {
                PackageURL(
                    type: "npm", namespace: String(name[..<slash]), name: String(name[name.index(after: slash)...]),
                    version: version)
            } else {
                PackageURL(type: "npm", name: name, version: version)
            }
        }
    }

    private func distributed(_ type: String, _ system: OperatingSystem) -> PackageURL {
        PackageURL(
            type: type, namespace: system.identifier, name: name, version: version,
            qualifiers: ["arch": architecture, "epoch": epoch, "distro": system.distribution])
    }

    /// As Python's index spells names: small letters, and a hyphen for every run of `-`, `_` and `.` (PEP 503).
    private static func normalised(_ name: String) -> String {
        var result = ""
        for character in name.lowercased() {
            if !"-_.".contains(character) {
                result.append(character)
            } else if result.last != "-" {
                result.append("-")
            }
        }
        return result
    }
}
