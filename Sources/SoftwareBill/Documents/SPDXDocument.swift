import Cryptography
import HCLValues
import JSONText

/// An inventory in the JSON of SPDX 2.3 (ISO/IEC 5962 in its later edition).
struct SPDXDocument {
    private typealias Member = JSONValue.Member
    private static let absent: JSONValue = "NOASSERTION"

    let inventory: SoftwareInventory
    let subject: BillSubject

    /// The document's address is made of its content, so that equal documents have equal ones.
    var text: String {
        let writer = JSONWriter(indentation: 2)
        let packages = JSONValue.array([guest, system] + inventory.packages.enumerated().map(package))
        let content = writer.text([packages, relationships, .string("\(subject)")])
        // The namespace is a UUID, so there always is a name in it; SHA-1 may be missing on a system.
        let number = (try? UUIDText.named(content, namespace: BillNumber.namespace)) ?? nil
        let document: [Member] = [
            Member("spdxVersion", "SPDX-2.3"), Member("dataLicense", "CC0-1.0"), Member("SPDXID", "SPDXRef-DOCUMENT"),
            Member("name", .string(subject.name)),
            Member(
                "documentNamespace",
                .string("https://spdx.org/spdxdocs/\(Self.plain(subject.name))-\(number ?? "\(subject.time)")")),
            Member(
                "creationInfo",
                [
                    "created": .string(CivilTime(unixSeconds: subject.time).rfc3339),
                    "creators": [.string("Tool: ingot-\(Self.plain(subject.toolVersion))")],
                ]),
            Member("packages", packages), Member("relationships", relationships),
        ]
        return writer.text(.object(document)) + "\n"
    }

    // MARK: - Packages

    private var guest: JSONValue {
        .object(
            [Member("SPDXID", "SPDXRef-Guest"), Member("name", .string(subject.name))]
                + Self.unknowns(licence: nil) + [Member("primaryPackagePurpose", "CONTAINER")])
    }

    private var system: JSONValue {
        let system = inventory.system
        var members: [Member] = [Member("SPDXID", "SPDXRef-System"), Member("name", .string(system.identifier))]
        if !system.version.isEmpty { members.append(Member("versionInfo", .string(system.version))) }
        return .object(
            members + Self.unknowns(licence: nil) + [
                Member("summary", .string(system.name)),
                // The schema's spelling; the specification's own words have a hyphen.
                Member("primaryPackagePurpose", "OPERATING_SYSTEM"),
            ])
    }

    private func package(_ index: Int, _ package: SoftwarePackage) -> JSONValue {
        var members: [Member] = [
            Member("SPDXID", .string(Self.identifier(index, package))), Member("name", .string(package.name)),
            Member("versionInfo", .string(package.version)),
        ]
        if let supplier = package.supplier {
            members.append(Member("supplier", .string("Organization: \(supplier)")))
        }
        members += Self.unknowns(licence: package.licence)
        if let hash = package.sha512 {
            members.append(Member("checksums", [["algorithm": "SHA512", "checksumValue": .string(hash)]]))
        }
        if let homepage = package.homepage, WebAddress.isAddress(homepage) {
            members.append(Member("homepage", .string(homepage)))
        }
        members.append(Member("sourceInfo", .string(sourceInformation(package))))
        let reference: JSONValue = [
            "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
            "referenceLocator": .string(package.url(on: inventory.system).text),
        ]
        return .object(members + [Member("externalRefs", [reference]), Member("primaryPackagePurpose", "LIBRARY")])
    }

    private func sourceInformation(_ package: SoftwarePackage) -> String {
        let found = "found by \(package.system.rawValue) in \(package.place)"
        return package.source.map { "\(found); built from \($0)" } ?? found
    }

    /// What an inventory cannot tell, and the licence as far as SPDX has words for it.
    private static func unknowns(licence: String?) -> [Member] {
        let isKnown = licence.map(LicenceExpression.isKnown) ?? false
        var members = [
            Member("downloadLocation", absent), Member("filesAnalyzed", false), Member("licenseConcluded", absent),
            Member("licenseDeclared", licence.flatMap { isKnown ? .string($0) : nil } ?? absent),
            Member("copyrightText", absent),
        ]
        if let licence, !isKnown {
            members.append(Member("licenseComments", .string("The package declares: \(licence)")))
        }
        return members
    }

    // MARK: - Relationships

    private var relationships: JSONValue {
        let parts = ["SPDXRef-System"] + inventory.packages.enumerated().map(Self.identifier)
        return .array(
            [Self.relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Guest")]
                + parts.map { Self.relationship("SPDXRef-Guest", "CONTAINS", $0) })
    }

    private static func relationship(_ from: String, _ kind: String, _ to: String) -> JSONValue {
        ["spdxElementId": .string(from), "relationshipType": .string(kind), "relatedSpdxElement": .string(to)]
    }

    /// Letters, digits, dots and hyphens, and a number that makes it unique.
    private static func identifier(_ index: Int, _ package: SoftwarePackage) -> String {
        "SPDXRef-Package-\(package.system.rawValue)-\(plain(package.name))-\(index + 1)"
    }

    private static func plain(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
    }
}
