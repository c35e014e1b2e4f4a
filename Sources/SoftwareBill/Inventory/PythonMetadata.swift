/// The head of `METADATA` of an installed Python package (Core Metadata 2.4).
enum PythonMetadata {
    static func packages(_ lines: [String], place: String) -> [SoftwarePackage] {
        // The package's description follows the first empty line.
        guard let fields = ControlParagraphs.fields(lines).first, let name = fields["name"],
            let version = fields["version"]
        else { return [] }
        let licence = fields["license-expression"] ?? fields["license"]
        return [
            SoftwarePackage(
                system: .pip, name: name, version: version, supplier: fields["author"] ?? fields["author-email"],
                licence: licence == "UNKNOWN" ? nil : licence, homepage: fields["home-page"], place: place)
        ]
    }
}
