import HostOS
import TestSupport
import Testing

/// A whole build on another processor than the host's: a machine of ARM, whose every instruction is emulated.
@Suite(.turnLimit) struct ARMBuildTests {
    private static let canRunARM =
        HostEnvironment.find(executable: "qemu-system-aarch64") != nil
        && HostFiles.exists("/usr/share/AAVMF/AAVMF_CODE.fd")

    /// The tiny template for ARM: nothing of machine, processor, firmware or drives is said.
    ///
    /// What is typed goes by the USB keyboard to the firmware's GRUB, and the installer's kernel by the firmware's
    /// drivers from a CD-ROM of virtio-scsi.
    private func template() throws -> String {
        try TinyTemplate.text()
            .replacing("  machine_type     = \"pc\"\n", with: "  arch             = \"aarch64\"\n")
            .replacing("    [\"-cpu\", \"max\"],\n", with: "")
            .replacing("  boot_wait      = \"3s\"\n", with: "")
            .replacing(
                "    \"install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>\",\n",
                with: """
                        "<waitSerial 'Tiny installer' 3m>c<waitSerial 'grub>' 30s>",
                        "linux /linux quiet console={{ .SerialConsole }} ",
                        "url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>",
                        "initrd /initrd.gz<enter>boot<enter>",

                    """
            )
            .replacing(
                "inline = [", with: "inline = [\"test $(uname -m) = aarch64\", \"test -d /sys/firmware/efi\", ")
    }

    @Test(.enabled(if: canRunARM, "qemu-system-arm or qemu-efi-aarch64 is not installed"))
    func `a machine of ARM is installed, provisioned and shut down, and its image boots`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ARM_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(try template())
            try TinyTemplate.linkAnswers(in: ingot)
            let result = try await ingot.build("-var", "iso_url=\(iso)")
            #expect(result.exit == .status(0), "\(result.text)")
            #expect(result.text.contains("uid=0(root)"))
            #expect(result.text.contains("KVM is not used") == false, "\(result.text)")
            let output = ingot.directory + "/output"
            #expect(try HostFiles.list(output).sorted() == ["efivars.fd", "tiny.qcow2"])
            let firmware = try #require(try BuiltFirmware(ingot))
            try HostFiles.copy(firmware.variables, to: ingot.directory + "/fresh.fd")
            try await InstalledImage(
                path: output + "/tiny.qcow2",
                machine: ["qemu-system-aarch64", "-machine", "virt", "-cpu", "cortex-a72"],
                firmware: (firmware.code, ingot.directory + "/fresh.fd")
            ).boot(in: ingot)
        }
    }
}
