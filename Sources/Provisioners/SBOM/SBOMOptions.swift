import ComponentAPI
import HostOS
import SoftwareBill

/// What a bill of materials is made of, and where it goes.
struct SBOMOptions: Sendable {
    private typealias Keys = SBOMKeys

    /// A document of the machine; `nil` to list its packages.
    let source: String?
    let destination: String?
    let format: BillFormat
    let systems: Set<PackageSystem>
    let scanPath: String
    let executeCommand: String
    let remoteFolder: String
    let subject: BillSubject

    /// Reads the options; complaints go to the reader.
    ///
    /// - Parameter isRegistryName: whether the template says `hcp-sbom`, which demands that it is said what to do.
    init(_ reader: OptionReader, _ environment: ComponentEnvironment, isRegistryName: Bool) {
        source = reader.optional(Keys.source).flatMap { $0.isEmpty ? nil : $0 }
        destination = reader.optional(Keys.destination).flatMap { $0.isEmpty ? nil : $0 }
        format = Self.format(reader)
        systems = Self.systems(reader)
        scanPath = reader.value(Keys.scanPath)
        executeCommand = reader.value(Keys.executeCommand)
        remoteFolder = reader.value(Keys.remoteFolder)
        subject = Self.subject(reader, environment)
        checkSource(reader, isRegistryName)
        checkDestination(reader, isRegistryName)
        Self.warnOfUnused(reader)
        if !scanPath.hasPrefix("/") || !remoteFolder.hasPrefix("/") {
            reader.error("Invalid path", "scan_path and remote_folder are paths of the machine from its root.")
        }
    }

    private func checkSource(_ reader: OptionReader, _ isRegistryName: Bool) {
        let isGenerated = reader.optional(Keys.autoGenerate)
        if source != nil, isGenerated == true {
            reader.error(
                "Conflicting sources", "source and auto_generate exclude each other: give one of them.",
                of: Keys.autoGenerate)
        }
        if source == nil, isRegistryName ? isGenerated != true : isGenerated == false {
            reader.error("Missing source", "Give source, or auto_generate = true to list the machine's packages.")
        }
    }

    private func checkDestination(_ reader: OptionReader, _ isRegistryName: Bool) {
        guard destination == nil else { return }
        if isRegistryName {
            reader.warning(
                "The document is not kept",
                "There is no registry here; without destination the document is only checked.")
        } else {
            reader.error(
                "Missing required argument",
                "The argument \"destination\" is required, but no definition was found.")
        }
    }

    private static func format(_ reader: OptionReader) -> BillFormat {
        var name = reader.value(Keys.format)
        if !reader.isSet(Keys.format) {
            // The last word with either name counts, as the scanners' own command lines have it.
            let words = reader.value(Keys.scannerArguments).flatMap { $0.split(separator: " ") }
            for word in words {
                if word.contains("cyclonedx") { name = BillFormat.cycloneDX.rawValue }
                if word.contains("spdx") { name = BillFormat.spdx.rawValue }
            }
        }
        if let format = BillFormat(rawValue: name) ?? BillFormat(rawValue: name + "-json") { return format }
        reader.error(
            "Unknown format", "format is cyclonedx-json or spdx-json, not \"\(name)\".", of: Keys.format)
        return .cycloneDX
    }

    private static func systems(_ reader: OptionReader) -> Set<PackageSystem> {
        let names = reader.value(Keys.systems)
        for name in names where PackageSystem(rawValue: name) == nil {
            let known = PackageSystem.allCases.map(\.rawValue).joined(separator: ", ")
            reader.error(
                "Unknown package system", "\"\(name)\" is not one of \(known).", of: Keys.systems)
        }
        return Set(names.compactMap(PackageSystem.init))
    }

    private static func subject(_ reader: OptionReader, _ environment: ComponentEnvironment) -> BillSubject {
        let name = reader.optional(Keys.name).flatMap { $0.isEmpty ? nil : $0 }
        let isName = name.map { name in
            (3...36).contains(name.utf8.count)
                && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
        if isName == false {
            reader.error(
                "Invalid name", "sbom_name has 3 to 36 letters, digits and hyphens.", of: Keys.name)
        }
        var time = Int(HostClock.wallSeconds)
        if let text = environment.environment["SOURCE_DATE_EPOCH"], !text.isEmpty {
            if let given = Int(text), (0...0xFFFF_FFFF).contains(given) {
                time = given
            } else {
                reader.error(
                    "Invalid SOURCE_DATE_EPOCH",
                    "The environment variable SOURCE_DATE_EPOCH must be seconds since 1970, but is \"\(text)\".")
            }
        }
        var subject = BillSubject(
            name: name ?? environment.buildName, time: time, toolVersion: environment.productVersion)
        subject.cycloneDXVersion = reader.value(Keys.cycloneDXVersion)
        if !["1.5", "1.6"].contains(subject.cycloneDXVersion) {
            reader.error(
                "Unknown version", "cyclonedx_version is 1.5 or 1.6, not \"\(subject.cycloneDXVersion)\".",
                of: Keys.cycloneDXVersion)
        }
        return subject
    }

    private static func warnOfUnused(_ reader: OptionReader) {
        let isUnused = [
            (Keys.scannerURL.name, reader.isSet(Keys.scannerURL)),
            (Keys.scannerChecksum.name, reader.isSet(Keys.scannerChecksum)),
            (Keys.elevatedUser.name, reader.isSet(Keys.elevatedUser)),
            (Keys.elevatedPassword.name, reader.isSet(Keys.elevatedPassword)),
        ]
        let names = isUnused.filter(\.1).map(\.0)
        if !names.isEmpty {
            reader.warning(
                "Options without effect",
                "No scanner is fetched, and no Windows is looked into: \(names.joined(separator: ", ")) do nothing.")
        }
        if reader.isSet(Keys.scannerChecksum), !reader.isSet(Keys.scannerURL) {
            reader.error(
                "Missing scanner_url", "scanner_checksum needs the scanner_url that it belongs to.",
                of: Keys.scannerChecksum)
        }
    }
}
