/// What the collecting script prints: for each file a line `@KIND PATH`, then the file's lines after a `|` each.
package struct GuestListing {
    /// A listing that cannot be read as a whole.
    package enum Fault: Error, Hashable, Sendable {
        /// The script did not come to its end, or something else was printed.
        case incomplete
        case tooManyPackages(limit: Int)
    }

    /// More than any distribution has.
    private static let packageLimit = 500_000

    private var system = OperatingSystem()
    private var packages: [SoftwarePackage] = []
    private var isComplete = false

    /// Reads a whole listing; bytes that are no UTF-8 become U+FFFD.
    package static func inventory(_ bytes: [UInt8]) throws(Fault) -> SoftwareInventory {
        var listing = GuestListing()
        var section: (kind: String, path: String)?
        var lines: [String] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if line.first == UInt8(ascii: "|") {
                lines.append(String(decoding: line.dropFirst(), as: UTF8.self))
                continue
            }
            guard line.first == UInt8(ascii: "@") else { continue }
            if let section { try listing.add(section.kind, section.path, lines) }
            lines = []
            let words = String(decoding: line.dropFirst(), as: UTF8.self).split(separator: " ", maxSplits: 1)
            section = words.first.map { (String($0), words.count > 1 ? String(words[1]) : "") }
        }
        if let section { try listing.add(section.kind, section.path, lines) }
        guard listing.isComplete else { throw .incomplete }
        return SoftwareInventory(system: listing.system, packages: listing.packages)
    }

    private mutating func add(_ kind: String, _ path: String, _ lines: [String]) throws(Fault) {
        let place = PackageField.text(path) ?? ""
        switch kind {
        case "os-release": system = OperatingSystem(osRelease: lines)
        case "dpkg": packages += DpkgStatus.packages(lines, place: place)
        case "rpm": packages += RPMListing.packages(lines, place: place)
        case "apk": packages += APKDatabase.packages(lines, place: place)
        case "pip": packages += PythonMetadata.packages(lines, place: place)
        case "npm": packages += NodePackages.installed(lines.joined(separator: "\n"), place: place)
        case "npm-lock": packages += NodePackages.locked(lines.joined(separator: "\n"), place: place)
        case "end": isComplete = true
        // What a guest invents is not ours.
        default: break
        }
        guard packages.count <= Self.packageLimit else { throw .tooManyPackages(limit: Self.packageLimit) }
    }
}
