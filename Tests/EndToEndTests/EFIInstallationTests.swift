import HostOS
import TestSupport
import Testing

/// An installation under EFI, from the firmware's boot of the CD-ROM to a disk that the firmware boots by itself.
@Suite(.turnLimit) struct EFIInstallationTests {
    /// The tiny template with EFI, typing at GRUB's prompt as installers' users do.
    private func template() throws -> String {
        try TinyTemplate.text()
            .replacing(
                "  machine_type     = \"pc\"\n", with: "  machine_type     = \"q35\"\n  efi_boot         = true\n"
            )
            .replacing("  boot_wait      = \"3s\"\n", with: "")
            .replacing(
                "    \"install url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>\",\n",
                with: """
                        "<waitSerial 'Tiny installer' 3m>c<waitSerial 'grub>' 30s>",
                        "linux /linux quiet console=ttyS0 url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>",
                        "initrd /initrd.gz<enter>boot<enter>",

                    """)
    }

    @Test func `the tiny installer becomes an image that an EFI firmware boots`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            try ingot.write(
                try template().replacing(
                    "inline = [", with: "inline = [\"test -d /sys/firmware/efi\", \"df / | grep -q /dev/vda2\", "))
            try TinyTemplate.linkAnswers(in: ingot)
            let result = try await ingot.build("-var", "iso_url=\(iso)")
            #expect(result.exit == .status(0), "\(result.text)")
            #expect(result.text.contains("uid=0(root)"))
            let output = ingot.directory + "/output"
            #expect(try HostFiles.list(output).sorted() == ["efivars.fd", "tiny.qcow2"])
            // Fresh variables: the firmware knows nothing of this disk and has to find its boot loader.
            let firmware = try #require(try BuiltFirmware(ingot))
            try HostFiles.copy(firmware.variables, to: ingot.directory + "/fresh.fd")
            try await InstalledImage(
                path: output + "/tiny.qcow2", firmware: (firmware.code, ingot.directory + "/fresh.fd")
            ).boot(in: ingot)
        }
    }
}
