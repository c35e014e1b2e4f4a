import JSONText
import Testing

@testable import SoftwareBill

@Suite struct BillDocumentTests {
    private static let subject = BillSubject(name: "base image", time: 1_700_000_000, toolVersion: "1.0.0")
    private static let inventory = SoftwareInventory(
        system: OperatingSystem(identifier: "debian", version: "12", name: "Debian 12"),
        packages: [
            SoftwarePackage(
                system: .dpkg, name: "zlib1g", version: "1:1.2", architecture: "amd64", source: "zlib",
                supplier: "M <m@example.org>", homepage: "https://zlib.net/", place: "/var/lib/dpkg/status"),
            SoftwarePackage(
                system: .npm, name: "@s/a", version: "1.0.0", licence: "(MIT OR Apache-2.0)", homepage: "no address",
                sha512: String(repeating: "0", count: 128), place: "/app/package-lock.json"),
            SoftwarePackage(system: .rpm, name: "bash", version: "5", licence: "GPLv3+", place: "/var/lib/rpm"),
        ])

    @Test(arguments: BillFormat.allCases)
    func `equal inventories give equal documents, others give other numbers`(format: BillFormat) throws {
        let document = Self.inventory.document(format, of: Self.subject)
        let shuffled = SoftwareInventory(
            system: Self.inventory.system, packages: Self.inventory.packages.reversed() + Self.inventory.packages)
        #expect(shuffled.document(format, of: Self.subject) == document)
        var later = Self.subject
        later.time += 1
        let key = format == .cycloneDX ? "serialNumber" : "documentNamespace"
        let numbers = try [document, Self.inventory.document(format, of: later)].map {
            try JSONParser.parse($0)[key]?.string
        }
        #expect(numbers[0] != nil)
        #expect(numbers[0] != numbers[1])
        #expect(try GivenBill(Array(document.utf8)).format == format)
    }

    @Test(arguments: ["1.5", "1.6"])
    func `CycloneDX has what its schema demands`(version: String) throws {
        var subject = Self.subject
        subject.cycloneDXVersion = version
        let json = try JSONParser.parse(Self.inventory.document(.cycloneDX, of: subject))
        #expect(json["specVersion"]?.string == version)
        #expect(
            json["serialNumber"]?.string?.wholeMatch(of: /urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil)
        #expect(json["metadata"]?["timestamp"] == "2023-11-14T22:13:20Z")
        let components = try #require(json["components"]?.array)
        #expect(components.map { $0["type"]?.string } == ["operating-system", "library", "library", "library"])
        #expect(components.allSatisfy { $0["name"]?.string?.isEmpty == false })
        let references = components.compactMap { $0["bom-ref"]?.string }
        #expect(Set(references).count == 4)
        #expect(json["dependencies"]?[0]?["dependsOn"]?.array?.compactMap(\.string) == references)
        #expect(components[1]["purl"] == "pkg:deb/debian/zlib1g@1:1.2?arch=amd64&distro=debian-12")
        #expect(components[1]["externalReferences"]?[0]?["url"] == "https://zlib.net/")
        #expect(components[2]["group"] == "@s")
        #expect(components[2]["licenses"] == [["expression": "(MIT OR Apache-2.0)"]])
        #expect(components[2]["externalReferences"] == nil)
        #expect(components[3]["licenses"] == [["license": ["name": "GPLv3+"]]])
    }

    @Test func `SPDX has what its schema demands`() throws {
        let json = try JSONParser.parse(Self.inventory.document(.spdx, of: Self.subject))
        for name in ["spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace"] {
            #expect(json[name]?.string?.isEmpty == false)
        }
        #expect(json["documentNamespace"]?.string?.hasPrefix("https://spdx.org/spdxdocs/base-image-") == true)
        #expect(json["creationInfo"]?["creators"] == ["Tool: ingot-1.0.0"])
        let packages = try #require(json["packages"]?.array)
        let identifiers = packages.compactMap { $0["SPDXID"]?.string }
        #expect(identifiers.allSatisfy { $0.wholeMatch(of: /SPDXRef-[a-zA-Z0-9.-]+/) != nil })
        #expect(Set(identifiers).count == 5)
        #expect(packages.allSatisfy { $0["downloadLocation"] == "NOASSERTION" && $0["name"]?.string != nil })
        #expect(packages.map { $0["licenseDeclared"]?.string }.suffix(2) == ["(MIT OR Apache-2.0)", "NOASSERTION"])
        #expect(packages[4]["licenseComments"] == "The package declares: GPLv3+")
        #expect(packages[1]["primaryPackagePurpose"] == "OPERATING_SYSTEM")
        // Further names are not allowed.
        let allowed: Set = [
            "SPDXID", "name", "versionInfo", "supplier", "downloadLocation", "filesAnalyzed", "licenseConcluded",
            "licenseDeclared", "copyrightText", "licenseComments", "checksums", "homepage", "sourceInfo", "summary",
            "externalRefs", "primaryPackagePurpose",
        ]
        #expect(packages.flatMap { $0.members ?? [] }.allSatisfy { allowed.contains($0.name) })
        let related = json["relationships"]?.array?.compactMap { $0["relatedSpdxElement"]?.string }
        #expect(related == identifiers)
    }

    @Test(arguments: [
        ("MIT", true), ("MIT AND (BSD-2-Clause OR ISC)", true), ("GPL-2.0-only WITH Classpath-exception-2.0", true),
        ("((MIT))", true), ("", false), ("MIT AND", false), ("MIT ISC", false), ("(MIT", false), ("MIT)", false),
        ("GPLv3+", false), ("MIT WITH MIT", false), ("mit", false), (String(repeating: "(", count: 10_000), false),
    ])
    func `only expressions of known licences count as such`(text: String, isKnown: Bool) {
        #expect(LicenceExpression.isKnown(text) == isKnown)
    }

    @Test(arguments: [
        ("https://example.org/a%20b", true), ("http://h.test", true), ("http://h/a.b", false), ("https://", false),
        ("ftp://h", false),
        ("https://h.t/%zz", false), ("https://h.t/a b", false), ("https://h.t/<x>", false), ("https://-", false),
    ])
    func `only whole addresses are told as such`(text: String, isAddress: Bool) {
        #expect(WebAddress.isAddress(text) == isAddress)
    }

    @Test(arguments: [
        ("{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.4\", \"components\": [{}]}", BillFormat.cycloneDX, 1),
        ("{\"spdxVersion\": \"SPDX-2.2\", \"SPDXID\": \"SPDXRef-DOCUMENT\"}", .spdx, 0),
    ])
    func `documents of others are known by what they say`(text: String, format: BillFormat, count: Int) throws {
        let bill = try GivenBill(Array(text.utf8))
        #expect(bill.format == format)
        #expect(bill.packageCount == count)
    }

    @Test(arguments: [
        "{}", "[]", "{\"bomFormat\": \"Other\", \"specVersion\": \"1\"}", "{\"spdxVersion\": \"SPDX-2.3\"}",
    ])
    func `other JSON is no such document`(text: String) {
        #expect(throws: GivenBill.Fault.unknownFormat) { try GivenBill(Array(text.utf8)) }
    }

    @Test func `what is no JSON is told as that`() {
        #expect {
            try GivenBill([0xFF])
        } throws: { error in
            if case GivenBill.Fault.notJSON = error { true } else { false }
        }
    }
}
