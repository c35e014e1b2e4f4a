import HostOS
import JSONText
import TestSupport
import Testing

/// A whole build of the tiny installer, from the ISO to an image that boots by itself.
@Suite struct TinyBuildTests {
    @Test(.turnLimit)
    func `the tiny installer becomes an image that boots by itself`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try await TinyBuild.cast(ingot, iso: iso)
            try await InstalledImage(path: ingot.directory + "/output/tiny.qcow2").boot(in: ingot)
        }
    }
}

/// The steps of that test.
private enum TinyBuild {
    static func cast(_ ingot: IngotFixture, iso: String) async throws {
        try ingot.write(try TinyTemplate.text())
        try TinyTemplate.linkAnswers(in: ingot)
        let result = try await ingot.build("-force", "-var", "iso_url=\(iso)")
        #expect(result.exit == .status(0), "\(result.text)")
        expectKnownForm(result)
        let image = ingot.directory + "/output/tiny.qcow2"
        let check = try await runProcess("qemu-img", ["check", image])
        #expect(check.exit == .status(0), "\(check.outputText)\(check.errorText)")
        let information = try await runProcess("qemu-img", ["info", "--output=json", image])
        let facts = try JSONParser.parse(information.outputText)
        #expect(facts["format"]?.string == "qcow2")
        #expect(facts["virtual-size"].map { "\($0)" }?.contains("268435456") == true)
        #expect(try HostFiles.list(ingot.directory + "/output") == ["tiny.qcow2"])
        expectManifest(try JSONParser.parse(try ingot.text("manifest.json")), size: try HostFiles.size(image))
    }

    /// The known form of lines: those of a build begin with its name.
    private static func expectKnownForm(_ result: IngotResult) {
        let expected = [
            "==> qemu.tiny: Retrieving ISO", "==> qemu.tiny: Creating hard drive...",
            "==> qemu.tiny: Starting VM, booting from CD-ROM",
            "==> qemu.tiny: Typing the boot command...",
            "==> qemu.tiny: Waiting for SSH to become available...", "==> qemu.tiny: Connected to SSH!",
            "==> qemu.tiny: Gracefully halting virtual machine...", "==> qemu.tiny: Converting hard drive...",
            "==> Builds finished. The artifacts of successful builds are:",
            "--> qemu.tiny: VM files in directory: output",
        ]
        var rest = result.lines[...]
        for line in expected {
            guard let place = rest.firstIndex(of: line) else {
                Issue.record("\"\(line)\" is missing or not in its order:\n\(result.text)")
                return
            }
            rest = rest[(place + 1)...]
        }
        #expect(result.text.contains("qemu.tiny: uid=0(root)"))
        #expect(result.text.contains("Build 'qemu.tiny' finished after "))
        #expect(!result.text.contains("change-me"))
    }

    private static func expectManifest(_ manifest: JSONValue, size: Int64) {
        let build = manifest["builds"]?.array?.first
        #expect(build?["name"]?.string == "tiny")
        #expect(build?["builder_type"]?.string == "qemu")
        let file = build?["files"]?.array?.first
        #expect(file?["name"]?.string == "output/tiny.qcow2")
        #expect(file?["size"].map { "\($0)" }?.contains("\(size)") == true)
    }
}
