/// Alpine's list of packages, `/lib/apk/db/installed`: lines of a letter, a colon and a value.
enum APKDatabase {
    static func packages(_ lines: [String], place: String) -> [SoftwarePackage] {
        var packages: [SoftwarePackage] = []
        var fields: [Character: String] = [:]
        // Files follow their package without an empty line, under other letters.
        for line in lines + [""] {
            guard let letter = line.first else {
                packages += package(fields, place: place)
                fields = [:]
                continue
            }
            guard line.dropFirst().first == ":", "PVAomLU".contains(letter), fields[letter] == nil else { continue }
            fields[letter] = PackageField.text(line.dropFirst(2))
        }
        return packages
    }

    private static func package(_ fields: [Character: String], place: String) -> [SoftwarePackage] {
        guard let name = fields["P"], let version = fields["V"] else { return [] }
        return [
            SoftwarePackage(
                system: .apk, name: name, version: version, architecture: fields["A"], source: fields["o"],
                supplier: fields["m"], licence: fields["L"], homepage: fields["U"], place: place)
        ]
    }
}
