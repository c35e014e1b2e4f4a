/// dpkg's list of packages: `/var/lib/dpkg/status` and the files of `status.d` (dpkg(1), deb-control(5)).
enum DpkgStatus {
    /// States in which a package's files are there.
    private static let presentStates: Set = [
        "installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending",
    ]

    static func packages(_ lines: [String], place: String) -> [SoftwarePackage] {
        ControlParagraphs.fields(lines).compactMap { fields in
            guard let name = fields["package"], let version = fields["version"], isPresent(fields["status"]) else {
                return nil
            }
            return SoftwarePackage(
                system: .dpkg, name: name, version: version, architecture: fields["architecture"],
                source: source(fields["source"]), supplier: fields["maintainer"], homepage: fields["homepage"],
                place: place)
        }
    }

    /// `install ok installed`; files of `status.d` have no such field, because they hold only what is there.
    private static func isPresent(_ status: String?) -> Bool {
        guard let status else { return true }
        return status.split(separator: " ").last.map { presentStates.contains(String($0)) } ?? false
    }

    /// `gcc-12 (12.2.0-14)`, where its version differs, as `gcc-12@12.2.0-14`.
    private static func source(_ field: String?) -> String? {
        guard let field, let bracket = field.firstIndex(of: "(") else { return field }
        let name = PackageField.text(field[..<bracket]) ?? ""
        let version = field[field.index(after: bracket)...].prefix { $0 != ")" }
        return "\(name)@\(version)"
    }
}
