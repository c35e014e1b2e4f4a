import HostOS
import TestSupport
import Testing

/// A build that reaches its machine through the QEMU guest agent alone.
@Suite struct GuestAgentBuildTests {
    @Test(.turnLimit)
    func `a machine is provisioned and shut down without SSH`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(
                try TinyTemplate.text()
                    .replacing("  ssh_username     = \"ingot\"\n", with: "  communicator = \"qemu-ga\"\n")
                    .replacing("  ssh_password     = \"change-me\"\n", with: "")
                    .replacing("  ssh_timeout      = \"10m\"\n", with: "  guest_agent_timeout = \"10m\"\n")
                    .replacing("\"df -h /\"", with: "\"df -h /\", \"pidof qemu-ga\", \"! pidof sftp-server\""))
            try TinyTemplate.linkAnswers(in: ingot)
            let result = try await ingot.build("-force", "-var", "iso_url=\(iso)")
            #expect(result.exit == .status(0), "\(result.text)")
            #expect(result.lines.contains("==> qemu.tiny: Connected to the guest agent!"))
            #expect(!result.text.contains("SSH"))
            #expect(result.text.contains("qemu.tiny: uid=0(root)"))
            let image = ingot.directory + "/output/tiny.qcow2"
            let check = try await runProcess("qemu-img", ["check", image])
            #expect(check.exit == .status(0), "\(check.outputText)\(check.errorText)")
        }
    }
}
