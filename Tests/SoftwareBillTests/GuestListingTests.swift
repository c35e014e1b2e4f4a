import Testing

@testable import SoftwareBill

@Suite struct GuestListingTests {
    /// The listing that the script would print of some files.
    static func listing(_ files: [(kind: String, path: String, text: String)], isWhole: Bool = true) -> [UInt8] {
        var text = ""
        for file in files {
            text += "\n@\(file.kind) \(file.path)\n"
            text += file.text.split(separator: "\n", omittingEmptySubsequences: false).map { "|\($0)" }.joined(
                separator: "\n")
        }
        return Array((isWhole ? text + "\n@end\n" : text).utf8)
    }

    private func packages(_ kind: String, _ text: String) throws -> [SoftwarePackage] {
        try GuestListing.inventory(Self.listing([(kind, "/p", text)])).packages
    }

    @Test func `dpkg's packages count if their files are there`() throws {
        let found = try packages(
            "dpkg",
            """
            Package: b
            Status: install ok installed
            Maintainer: B <b@example.org>
            Architecture: amd64
            Source: bsrc (1:0.9)
            Version: 1:1.0-2
            Homepage: https://example.org/b
            Description: words
             Version: 9
            Conffiles:
             /etc/b 0123

            Package: gone
            Status: deinstall ok config-files
            Version: 1

            Package: a
            Status: install ok half-configured
            Version: 2
            """)
        #expect(
            found == [
                SoftwarePackage(system: .dpkg, name: "a", version: "2", place: "/p"),
                SoftwarePackage(
                    system: .dpkg, name: "b", version: "1:1.0-2", architecture: "amd64", source: "bsrc@1:0.9",
                    supplier: "B <b@example.org>", homepage: "https://example.org/b", place: "/p"),
            ])
    }

    @Test func `a file of status.d needs no status`() throws {
        #expect(try packages("dpkg", "Package: tzdata\nVersion: 2024a-0+deb12u1\n").map(\.name) == ["tzdata"])
    }

    @Test func `rpm's lines are fields between tabs, and keys are no packages`() throws {
        let found = try packages(
            "rpm",
            "bash\t0\t5.1.8-6.el9\tx86_64\tbash-5.1.8-6.el9.src.rpm\tRocky\tGPLv3+\thttps://x\n"
                + "gpg-pubkey\t0\t1-2\t(none)\t(none)\t(none)\tpubkey\t(none)\n"
                + "bind\t32\t9.16-1\tx86_64\t(none)\t(none)\tMPLv2.0\t(none)\nbroken\t1")
        #expect(
            found
                == [
                    SoftwarePackage(
                        system: .rpm, name: "bash", version: "5.1.8-6.el9", architecture: "x86_64",
                        source: "bash-5.1.8-6.el9.src.rpm", supplier: "Rocky", licence: "GPLv3+", homepage: "https://x",
                        place: "/p"),
                    SoftwarePackage(
                        system: .rpm, name: "bind", version: "9.16-1", architecture: "x86_64", licence: "MPLv2.0",
                        epoch: "32", place: "/p"),
                ])
    }

    @Test func `apk's packages end at empty lines`() throws {
        let found = try packages(
            "apk",
            "C:Q1abc=\nP:musl\nV:1.2.4-r2\nA:x86_64\nL:MIT\no:musl\nm:N <n@example.org>\nU:https://musl\nF:lib\nR:x\nP:not\n\nP:x\nV:1\n\nP:no-version\n"
        )
        #expect(
            found == [
                SoftwarePackage(
                    system: .apk, name: "musl", version: "1.2.4-r2", architecture: "x86_64", source: "musl",
                    supplier: "N <n@example.org>", licence: "MIT", homepage: "https://musl", place: "/p"),
                SoftwarePackage(system: .apk, name: "x", version: "1", place: "/p"),
            ])
    }

    @Test func `of a Python package the head counts`() throws {
        let found = try packages(
            "pip",
            "Metadata-Version: 2.1\nName: Six\nVersion: 1.16.0\nLicense: MIT\nAuthor: B\n\nName: other\nVersion: 2\n")
        #expect(
            found == [
                SoftwarePackage(
                    system: .pip, name: "Six", version: "1.16.0", supplier: "B", licence: "MIT", place: "/p")
            ])
    }

    @Test func `lock files of npm are read in all their versions`() throws {
        let hash = String(repeating: "A", count: 86) + "=="
        let latest = try packages(
            "npm-lock",
            """
            {"name": "me", "lockfileVersion": 3, "packages": {
              "": {"name": "me", "version": "1.0.0"},
              "node_modules/a": {"version": "1.2.3", "integrity": "sha1-x sha512-\(hash)", "license": "MIT"},
              "node_modules/a/node_modules/@s/b": {"version": "2.0.0"},
              "node_modules/alias": {"name": "real", "version": "3.0.0"},
              "node_modules/linked": {"resolved": "packages/linked", "link": true},
              "packages/linked": {"version": "0.0.1"}
            }}
            """)
        #expect(latest.map { "\($0.name)@\($0.version)" } == ["@s/b@2.0.0", "a@1.2.3", "me@1.0.0", "real@3.0.0"])
        #expect(latest[1].sha512 == String(repeating: "0", count: 128))
        #expect(latest[1].licence == "MIT")
        let first = try packages(
            "npm-lock", #"{"dependencies": {"a": {"version": "1.0.0", "dependencies": {"b": {"version": "2.0.0"}}}}}"#)
        #expect(first.map(\.name) == ["a", "b"])
    }

    @Test(arguments: [
        #"{"name": "a", "version": "1.0.0", "license": {"type": "ISC"}, "author": {"name": "N"}}"#,
        #"{"name": "a", "version": "1.0.0", "license": "ISC", "author": "N"}"#,
    ])
    func `a package of npm describes itself`(text: String) throws {
        #expect(
            try packages("npm", text) == [
                SoftwarePackage(system: .npm, name: "a", version: "1.0.0", supplier: "N", licence: "ISC", place: "/p")
            ])
    }

    @Test(arguments: [
        "", "[", "[1]", #"{"name": 1}"#, #"{"name": "a/b", "version": "1"}"#, #"{"name": "a"}"#,
        String(repeating: #"{"dependencies":{"a":"#, count: 5000),
    ])
    func `what describes no package is passed over`(text: String) throws {
        #expect(try packages("npm", text).isEmpty)
        #expect(try packages("npm-lock", text).isEmpty)
    }

    @Test(arguments: [
        (#"ID=debian"# + "\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian \\\"x\\\" (y)\"", "debian-12", "Debian \"x\" (y)"),
        ("ID='arch linux'\n# ID=x\nNAME=Arch", "archlinux", "Arch"), ("", "linux", "linux"),
    ])
    func `the guest says what it is`(text: String, distribution: String, name: String) throws {
        let system = try GuestListing.inventory(Self.listing([("os-release", "/etc/os-release", text)])).system
        #expect(system.distribution == distribution)
        #expect(system.name == name)
    }

    @Test func `a package that is found twice is told once, with the first place`() throws {
        let text = #"{"name": "a", "version": "1.0.0"}"#
        let inventory = try GuestListing.inventory(Self.listing([("npm", "/z", text), ("npm", "/b", text)]))
        #expect(inventory.packages.map(\.place) == ["/b"])
        #expect(inventory.counts.map(\.count) == [1])
    }

    @Test func `texts of a guest are short and on one line`() throws {
        let name = String(repeating: "x", count: 5000)
        let found = try packages("dpkg", "Package: \(name)\nVersion: 1\u{7}\u{1B}[0m2\n")
        #expect(found.first?.name.count == 2048)
        #expect(found.first?.version == "1  [0m2")
    }

    @Test func `a listing without its end is not believed`() {
        let bytes = Self.listing([("dpkg", "/p", "Package: a\nVersion: 1\n")], isWhole: false)
        #expect(throws: GuestListing.Fault.incomplete) { try GuestListing.inventory(bytes) }
        #expect(throws: GuestListing.Fault.incomplete) { try GuestListing.inventory([]) }
        #expect(throws: GuestListing.Fault.incomplete) { try GuestListing.inventory([0xFF, 0x0A, 0x40, 0x0A, 0x7C]) }
    }
}
