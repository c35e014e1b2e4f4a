/// What `rpm -qa` prints with our format: a line for each package, its fields between tabs.
///
/// The database itself differs from version to version, so only the guest's rpm can read it.
enum RPMListing {
    /// Name, epoch, version, release, architecture, source file, vendor, licence, homepage.
    static let queryFormat =
        #"%{NAME}\t%{EPOCHNUM}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{SOURCERPM}\t%{VENDOR}\t%{LICENSE}\t%{URL}\n"#

    static func packages(_ lines: [String], place: String) -> [SoftwarePackage] {
        lines.compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(value)
            // Keys that packages were signed with stand among the packages.
            guard fields.count == 8, let name = fields[0], let version = fields[2], name != "gpg-pubkey" else {
                return nil
            }
            return SoftwarePackage(
                system: .rpm, name: name, version: version, architecture: fields[3], source: fields[4],
                supplier: fields[5], licence: fields[6], homepage: fields[7],
                epoch: fields[1] == "0" ? nil : fields[1], place: place)
        }
    }

    private static func value(_ text: Substring) -> String? {
        PackageField.text(text).flatMap { $0 == "(none)" ? nil : $0 }
    }
}
