import ComponentAPI
import Diagnostics
import HCLValues
import HostOS
import JSONText
import TestSupport
import Testing

@testable import Provisioners

@Suite struct SBOMProvisionerTests {
    private static let rpm = "/usr/bin/rpm"

    private func provision(
        _ guest: GuestFixture, _ values: [String: HCLValue], type: Int = 0, epoch: String? = "1700000000"
    ) async throws {
        var environment = ComponentFixture.environment()
        environment.environment["SOURCE_DATE_EPOCH"] = epoch
        let values = ["remote_folder": HCLValue.string(guest.folder)].merging(values) { _, given in given }
        try await ComponentFixture.make(SBOMProvisioner.types[type], values, environment: environment)
            .provision(guest.machine)
    }

    private func addresses(_ path: String) throws -> [String] {
        let json = try JSONParser.parse(try HostFiles.read(path))
        return json["components"]?.array?.compactMap { $0["purl"]?.string } ?? []
    }

    @Test func `a tree of all systems but rpm is listed, and nothing stays in the machine`() async throws {
        try await GuestFixture.with { guest in
            try guest.write("ID=alpine\nVERSION_ID=3.19.0\n", "tree/usr/lib/os-release")
            try guest.write("Package: d\nStatus: install ok installed\nVersion: 1\n", "tree/var/lib/dpkg/status")
            try guest.write("Package: e\nVersion: 2", "tree/var/lib/dpkg/status.d/e")
            try guest.write("md5 file", "tree/var/lib/dpkg/status.d/e.md5sums")
            try guest.write("P:k\nV:3\n\n", "tree/lib/apk/db/installed")
            try guest.write("Name: p\nVersion: 4\n\n@dpkg x\nPackage: no\n", "tree/opt/it's/p-4.dist-info/METADATA")
            try guest.write(#"{"name": "n", "version": "5"}"#, "tree/app/node_modules/n/package.json")
            try guest.write(#"{"name": "no", "version": "5"}"#, "tree/app/node_modules/n/test/package.json")
            try guest.write(#"{"name": "@s/o", "version": "6"}"#, "tree/app/node_modules/@s/o/package.json")
            try guest.write(#"{"packages": {"node_modules/l": {"version": "7"}}}"#, "tree/app/package-lock.json")
            try guest.write(#"{"packages": {"node_modules/no": {"version": "7"}}}"#, "tree/proc/package-lock.json")
            let output = guest.folder + "/out/bill.json"
            try await provision(
                guest, ["destination": .string(output), "scan_path": .string(guest.folder + "/tree/")])
            #expect(
                try addresses(output) == [
                    "pkg:apk/alpine/k@3?distro=alpine-3.19.0", "pkg:deb/alpine/d@1?distro=alpine-3.19.0",
                    "pkg:deb/alpine/e@2?distro=alpine-3.19.0", "pkg:npm/%40s/o@6", "pkg:npm/l@7", "pkg:npm/n@5",
                    "pkg:pypi/p@4",
                ])
            #expect(try HostFiles.list(guest.folder).sorted() == ["out", "tree"])
            #expect(guest.events.said.contains("Wrote SBOM to \(output)"))
            #expect(guest.events.errors.isEmpty, "\(guest.events.errors)")
        }
    }

    @Test(.enabled(if: HostFiles.exists("/usr/bin/dpkg-query"), "dpkg-query is not here"))
    func `of this very system the same packages are found as dpkg-query finds`() async throws {
        try await GuestFixture.with { guest in
            let output = guest.folder + "/"
            try await provision(
                guest,
                [
                    "destination": .string(output), "package_systems": texts("dpkg"), "format": .string("spdx"),
                    "sbom_name": .string("this-host"),
                ])
            let json = try JSONParser.parse(try guest.read("packer-user-sbom-this-host.spdx.json"))
            let found = (json["packages"]?.array ?? []).dropFirst(2).compactMap { package -> String? in
                guard let name = package["name"]?.string, let version = package["versionInfo"]?.string else {
                    return nil
                }
                return "\(name) \(version)"
            }
            let listing = try await runProcess(
                "dpkg-query", ["-W", "-f", "${db:Status-Status} ${Package} ${Version}\n"])
            let expected = listing.outputText.split(separator: "\n").compactMap { line in
                line.hasPrefix("installed ") ? String(line.dropFirst(10)) : nil
            }
            #expect(found.count > 50)
            #expect(found.sorted() == expected.sorted())
        }
    }

    @Test(.enabled(if: HostFiles.exists(rpm), "rpm is not here"))
    func `a real database of rpm is read by the machine's rpm`() async throws {
        try await GuestFixture.with { guest in
            let tree = guest.folder + "/tree"
            try guest.write("ID=fedora\nVERSION_ID=40\n", "tree/etc/os-release")
            try guest.write(
                """
                Name: probe
                Epoch: 3
                Version: 1.2
                Release: 4
                Summary: A probe
                License: MIT
                Vendor: Nobody
                BuildArch: noarch
                %description
                A probe.
                %files
                """, "probe.spec")
            _ = try await runProcess(
                "rpmbuild", ["--define", "_topdir \(guest.folder)/rpm", "-bb", guest.folder + "/probe.spec"])
            let package = "\(guest.folder)/rpm/RPMS/noarch/probe-1.2-4.noarch.rpm"
            let installed = try await runProcess(
                Self.rpm, ["--root", tree, "--dbpath", "/var/lib/rpm", "-i", "--nodeps", "--force-debian", package])
            try #require(installed.exit == .status(0), "\(installed.errorText)")
            let output = guest.folder + "/bill.json"
            try await provision(guest, ["destination": .string(output), "scan_path": .string(tree)])
            #expect(try addresses(output) == ["pkg:rpm/fedora/probe@1.2-4?arch=noarch&distro=fedora-40&epoch=3"])
        }
    }

    @Test func `the same machine at the same time gives the same bytes`() async throws {
        try await GuestFixture.with { guest in
            for name in ["a", "b"] {
                try await provision(
                    guest, ["destination": .string("\(guest.folder)/\(name)"), "package_systems": texts("dpkg")])
            }
            let first = try guest.read("a")
            #expect(first == (try guest.read("b")))
            #expect(first.contains("\"timestamp\": \"2023-11-14T22:13:20Z\""))
        }
    }

    @Test func `the command of the peer runs the script, with sudo or what stands for it`() async throws {
        try await GuestFixture.with { guest in
            let sudo = try guest.write("#!/bin/sh\ntouch \"$0.used\"\nexec \"$@\"\n", "sudo", mode: 0o755)
            try await provision(
                guest,
                [
                    "auto_generate": .bool(true), "destination": .string(guest.folder + "/bill.json"),
                    "execute_command": .string(
                        "chmod +x {{.Path}} && \(sudo) {{.Path}} sbom-generate {{.Args}} {{.ScanPath}} > {{.Output}}"),
                    "scan_path": .string(guest.folder), "scanner_args": texts("-o spdx-json"),
                ], type: 1)
            #expect(HostFiles.exists(sudo + ".used"))
            #expect(try guest.read("bill.json").contains("SPDX-2.3"))
        }
    }

    @Test func `a document of the machine is checked and copied as it is`() async throws {
        try await GuestFixture.with { guest in
            let text = "{\"bomFormat\": \"CycloneDX\",\n \"specVersion\": \"1.4\"}"
            let source = try guest.write(text, "there.json")
            try await provision(
                guest, ["source": .string(source), "destination": .string(guest.folder + "/new/")], type: 2)
            #expect(try guest.read("new/packer-user-sbom-base.json") == text)
        }
    }

    @Test(arguments: [
        ("missing.json", "Failed to download SBOM file"), ("words.txt", "is no JSON"),
        ("other.json", "is neither CycloneDX nor SPDX"),
    ])
    func `what is no such document is refused`(name: String, words: String) async throws {
        try await GuestFixture.with { guest in
            try guest.write("words", "words.txt")
            try guest.write("{}", "other.json")
            let error = await #expect(throws: ProvisionerError.self) {
                try await provision(
                    guest,
                    ["source": .string("\(guest.folder)/\(name)"), "destination": .string(guest.folder + "/out")])
            }
            #expect(error?.description.contains(words) == true)
            #expect(!HostFiles.exists(guest.folder + "/out"))
        }
    }

    @Test(arguments: [
        ("exit 3 #", "ended with status(3)"), ("echo @dpkg > {{.Output}} #", "is not whole"),
    ])
    func `a script that fails fails the build and is removed`(command: String, words: String) async throws {
        try await GuestFixture.with { guest in
            let error = await #expect(throws: ProvisionerError.self) {
                try await provision(
                    guest,
                    ["destination": .string(guest.folder + "/out"), "execute_command": .string(command)])
            }
            #expect(error?.description.contains(words) == true, "\(String(describing: error))")
            let left = try HostFiles.list(guest.folder)
            #expect(left.isEmpty)
        }
    }

    @Test(arguments: [
        (0, [:], ["The argument \"destination\" is required, but no definition was found."]),
        (
            0, ["destination": HCLValue.string("x"), "format": .string("xml")],
            ["format is cyclonedx-json or spdx-json, not \"xml\"."]
        ),
        (
            0, ["destination": .string("x"), "package_systems": texts("dpkg", "snap")],
            ["\"snap\" is not one of dpkg, rpm, apk, pip, npm."]
        ),
        (
            0, ["destination": .string("x"), "sbom_name": .string("ab"), "cyclonedx_version": .string("1.2")],
            ["sbom_name has 3 to 36 letters, digits and hyphens.", "cyclonedx_version is 1.5 or 1.6, not \"1.2\"."]
        ),
        (1, ["destination": .string("x")], ["Give source, or auto_generate = true to list the machine's packages."]),
        (
            1, ["destination": .string("x"), "source": .string("/a"), "auto_generate": .bool(true)],
            ["source and auto_generate exclude each other: give one of them."]
        ),
        (
            0, ["destination": .string("x"), "scan_path": .string("here")],
            ["scan_path and remote_folder are paths of the machine from its root."]
        ),
    ])
    func `bad options are told`(type: Int, values: [String: HCLValue], complaints: [String]) throws {
        #expect(try ComponentFixture.complaints(SBOMProvisioner.types[type], values) == complaints)
    }

    @Test func `what does nothing here is warned of`() throws {
        let values: [String: HCLValue] = [
            "auto_generate": .bool(true), "scanner_url": .string("https://x"), "elevated_user": .string("u"),
        ]
        let prepared = try SBOMProvisioner.types[1].prepare(
            ComponentFixture.reader(values), ComponentFixture.environment())
        #expect(prepared.warnings.count == 2)
        #expect(prepared.warnings.contains { $0.detail.contains("scanner_url, elevated_user do nothing") })
    }
}
