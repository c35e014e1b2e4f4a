import ComponentAPI
import HCLValues
import HostOS
import Provisioners
import SoftwareBill
import TestSupport
import Testing

/// Documents before validators that are not ours: those of CycloneDX's and SPDX's own libraries.
@Suite(.enabled(if: PythonTools.program("python3") != nil, "scripts/lib/python.sh makes the environment"))
struct PublishedSchemaTests {
    /// A guest that has packages of all systems, with fields such as real packages have, and worse.
    private static let guest: [(kind: String, path: String, text: String)] = [
        (
            "os-release", "/etc/os-release",
            "ID=\"Rocky Linux!\"\nVERSION_ID='9.4 (Blue)'\nPRETTY_NAME=\"Rocky \\\"9\\\"\""
        ),
        (
            "dpkg", "/var/lib/dpkg/status",
            """
            Package: libstdc++6
            Status: install ok installed
            Version: 1:12.2.0-14+deb12u1~bpo1
            Architecture: amd64
            Source: gcc-12 (12.2.0-14)
            Maintainer: Debian GCC <debian-gcc@lists.debian.org>
            Homepage: http://gcc.gnu.org/

            Package: odd
            Status: install ok installed
            Version: 1 2%20&?#@
            Maintainer: "Ünï\tcode" (one) <two>
            Homepage: https://[::1
            """
        ),
        (
            "rpm", "/var/lib/rpm",
            "bind\t32\t9.16-1\tx86_64\tbind-9.src.rpm\tRocky (R)\tMPLv2.0 and (GPLv2+ or BSD)\thttps://isc.org/a b\n"
                + "perl-a::b\t0\t1^2~3\tnoarch\t(none)\t(none)\t(none)\t(none)"
        ),
        (
            "apk", "/lib/apk/db/installed",
            "P:so:libc.musl\nV:1.2.4-r2\nA:x86_64\nL:MIT AND BSD-2-Clause\nU:http://x\n\nP:n\nV:1"
        ),
        (
            "pip", "/usr/lib/python3/a.dist-info/METADATA",
            "Name: Zope.Interface__x\nVersion: 5.5!2+local\nLicense: Copyright (c) 2001\n  All rights reserved\n"
                + "Author-email: =?utf-8?q?x?= <a@b>\nHome-page: UNKNOWN\n\nWords"
        ),
        // The same in a second place.
        ("pip", "/opt/a.dist-info/METADATA", "Name: zope-interface-x\nVersion: 5.5!2+local\n\n"),
        (
            "npm", "/app/node_modules/@s/o/package.json",
            #"{"name": "@s/o", "version": "1.0.0-beta+exp.sha", "license": {"type": "(MIT OR WTFPL)"}, "author": {"name": "A"}}"#
        ),
        (
            "npm-lock", "/app/package-lock.json",
            #"{"packages": {"node_modules/l": {"version": "7", "integrity": "sha512-"#
                + String(repeating: "A", count: 86)
                + #"==", "homepage": "https://l.test/#readme", "license": "SEE LICENSE IN LICENSE"}}}"#
        ),
    ]

    private static let documents: [(format: BillFormat, version: String)] = [
        (.cycloneDX, "1.5"), (.cycloneDX, "1.6"), (.spdx, "1.6"),
    ]

    @Test func `a guest with packages of all systems is valid in every format`() async throws {
        let inventory = try Self.inventory()
        #expect(Set(inventory.packages.map(\.system)) == Set(PackageSystem.allCases))
        try await check([inventory, SoftwareInventory(system: OperatingSystem(), packages: [])])
    }

    @Test func `what the provisioner writes of this very host is valid`() async throws {
        try await GuestFixture.with { guest in
            var paths: [String] = []
            for (name, format) in [("host.cdx.json", BillFormat.cycloneDX), ("host.spdx.json", .spdx)] {
                paths.append("\(guest.folder)/\(name)")
                try await ComponentFixture.make(
                    SBOMProvisioner.types[0],
                    [
                        "remote_folder": .string(guest.folder), "destination": .string(paths[paths.count - 1]),
                        "format": .string(format.rawValue), "scan_path": .string("/usr"),
                        // With thousands of packages the validators take a minute.
                        "package_systems": texts("pip", "npm"),
                    ]
                ).provision(guest.machine)
            }
            let result = try await Self.checked(paths)
            #expect(result.exit == .status(0), "\(result.outputText)\(result.errorText)")
        }
    }

    /// The check itself has to be able to fail.
    @Test func `documents that are spoilt are refused`() async throws {
        let inventory = try Self.inventory()
        try await withTemporaryDirectory { folder in
            for (format, old, new) in [
                (BillFormat.cycloneDX, "\"library\"", "\"book\""), (.cycloneDX, "\"dependsOn\"", "\"dependsUpon\""),
                (.cycloneDX, "urn:uuid:", "uuid:"), (.spdx, "\"NOASSERTION\"", "\"NOTHING SUCH\""),
                (.spdx, "SPDXRef-Guest\"", "SPDXRef-Gu est\""),
            ] {
                let path = folder + "/bill." + format.fileExtension
                let text = inventory.document(format, of: Self.subject)
                try HostFiles.write(text.replacing(old, with: new, maxReplacements: 1), to: path)
                let result = try await Self.checked([path])
                #expect(result.exit == .status(1) && result.outputText.contains("bill."), "\(new)\(result.errorText)")
            }
        }
    }

    /// Of what the collecting script would print of the guest's files.
    private static func inventory() throws -> SoftwareInventory {
        var text = ""
        for file in guest {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            text += "\n@\(file.kind) \(file.path)\n" + lines.map { "|\($0)\n" }.joined()
        }
        return try GuestListing.inventory(Array((text + "\n@end\n").utf8))
    }

    private static let subject = BillSubject(name: "a \"base\" image/ü", time: 1_700_000_000, toolVersion: "1.0 +x")

    private func check(_ inventories: [SoftwareInventory]) async throws {
        try await withTemporaryDirectory { folder in
            var paths: [String] = []
            for inventory in inventories {
                for (format, version) in Self.documents {
                    var subject = Self.subject
                    subject.cycloneDXVersion = version
                    // SPDX's reader knows the kind by the ending.
                    paths.append("\(folder)/\(paths.count)." + format.fileExtension)
                    try HostFiles.write(inventory.document(format, of: subject), to: paths[paths.count - 1])
                }
            }
            let result = try await Self.checked(paths)
            #expect(result.exit == .status(0), "\(result.outputText)\(result.errorText)")
        }
    }

    private static func checked(_ paths: [String]) async throws -> ProcessResult {
        let script = HostPath.join(try Repository.root(), "Tests/Fixtures/Bills/check-bill.py")
        return try await runProcess(try #require(PythonTools.program("python3")), [script] + paths)
    }
}
