import ComponentAPI
import Diagnostics
import JSONText
import TestSupport
import Testing

@testable import Templates

@Suite struct FixTests {
    /// A builder before and after.
    static let builders: [(String, String)] = [
        (#"{"type": "x", "iso_md5": "a"}"#, #"{"type": "x", "iso_checksum": "md5:a"}"#),
        (
            #"{"type": "x", "iso_checksum": "a", "iso_checksum_type": "sha256"}"#,
            #"{"type": "x", "iso_checksum": "sha256:a"}"#
        ),
        (
            #"{"type": "x", "iso_checksum_url": "u", "iso_checksum_type": "md5"}"#,
            #"{"type": "x", "iso_checksum": "file:u"}"#
        ),
        (#"{"type": "x", "iso_checksum_type": "none"}"#, #"{"type": "x", "iso_checksum": "none"}"#),
        (
            #"{"type": "x", "ami_name": "a{{ .CreateTime }}{{x}}"}"#,
            #"{"type": "x", "ami_name": "a{{timestamp}}{{x}}"}"#
        ),
        (#"{"type": "x", "ssh_key_path": "k"}"#, #"{"type": "x", "ssh_private_key_file": "k"}"#),
        (
            #"{"type": "x", "ssh_key_path": "k", "ssh_private_key_file": "p"}"#,
            #"{"type": "x", "ssh_private_key_file": "p"}"#
        ),
        (#"{"type": "x", "ssh_wait_timeout": "1s"}"#, #"{"type": "x", "ssh_timeout": "1s"}"#),
        (#"{"type": "qemu", "disk_size": 100}"#, #"{"type": "qemu", "disk_size": "100M"}"#),
        (#"{"type": "qemu", "ssh_host_port_min": 1}"#, #"{"type": "qemu", "host_port_min": 1}"#),
        (
            #"{"type": "virtualbox", "guest_additions_attach": true}"#,
            #"{"type": "virtualbox-iso", "guest_additions_mode": "attach"}"#
        ),
        (#"{"type": "x", "a": "{{clean_ami_name `a`}}"}"#, #"{"type": "x", "a": "{{clean_resource_name `a`}}"}"#),
        (#"{"type": "x", "disk_size": 100, "z": [1]}"#, #"{"type": "x", "disk_size": 100, "z": [1]}"#),
        (#""text""#, #""text""#),
    ]

    @Test(arguments: builders)
    func `brings builders up to date`(before: String, after: String) throws {
        #expect(try Self.fixed("{\"builders\": [\(before)]}") == Self.sorted("{\"builders\": [\(after)]}"))
    }

    static let templates: [(String, String)] = [
        (
            #"{"post-processors": [[{"type": "manifest", "filename": "f"}], "x"]}"#,
            #"{"post-processors": [[{"type": "manifest", "output": "f"}], "x"]}"#
        ),
        (
            #"{"post-processors": [{"type": "docker-tag", "tag": ["a", 1]}]}"#,
            #"{"post-processors": [{"type": "docker-tag", "tag": ["a", 1]}]}"#
        ),
        (
            #"{"provisioners": [{"type": "powershell", "environment_vars": ["A=`$x", 1]}]}"#,
            #"{"provisioners": [{"type": "powershell", "environment_vars": ["A=$x", 1]}]}"#
        ),
        (
            #"{"provisioners": [{"type": "x", "override": {"virtualbox": {}}}]}"#,
            #"{"provisioners": [{"type": "x", "override": {"virtualbox-iso": {}}}]}"#
        ),
        (#"{"z": 1, "a": 1.50, "builders": 1}"#, #"{"z": 1, "a": 1.50, "builders": 1}"#),
    ]

    @Test(arguments: templates)
    func `brings other parts up to date, and leaves what it does not know`(before: String, after: String) throws {
        #expect(try Self.fixed(before) == Self.sorted(after))
    }

    @Test func `changes nothing the second time`() throws {
        for (before, _) in Self.builders {
            let once = try Self.fixed("{\"builders\": [\(before)]}")
            #expect(try Self.fixed(once) == once)
        }
    }

    @Test func `knows all fixes of the peer`() {
        #expect(Fix.all.count == 34)
        #expect(Set(Fix.all.map(\.name)).count == 34)
    }

    @Test func `points whoever uses a retired option to the fixes`() throws {
        let outcome = try Outcome(#"{"builders": [{"type": "box", "iso_checksum_type": "md5"}]}"#)
        #expect(outcome.diagnostics.first?.detail.contains("ingot fix") == true)
    }

    @Test(arguments: ["[]", "{", "1"])
    func `refuses what is no template`(text: String) throws {
        #expect(throws: DiagnosticError.self) { try Self.fixed(text) }
    }

    private static func fixed(_ text: String) throws -> String {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(text, to: "\(folder)/t.json")
        return try LegacyTemplate.fixedText(path: "\(folder)/t.json")
    }

    /// The text as the command writes it.
    private static func sorted(_ text: String) throws -> String {
        let template = try #require(try FixableTemplate(JSONParser.parse(text)))
        return JSONWriter(indentation: 2).text(template.value) + "\n"
    }
}
