import HostOS
import JSONText
import TestSupport
import Testing

/// Builds from a cloud image with Debian's own cloud-init, by `boot-configs/debian-cloud`.
@Suite(.serialized, .turnLimit) struct CloudImageTests {
    private func template(_ change: (String) -> String = { $0 }) throws -> String {
        change(
            try HostFiles.readText(
                HostPath.join(try Repository.root(), "boot-configs/debian-cloud/debian-cloud.pkr.hcl")))
    }

    private func build(_ ingot: IngotFixture, _ variables: String...) async throws -> IngotResult {
        let image = try IngotFixture.required("INGOT_CLOUD_IMAGE")
        let all = [
            "iso_url=\(image)", "iso_checksum=none", "accelerator=tcg", "output_directory=output", "disk_size=3G",
        ]
        return try await ingot.run(
            ["build", "-color=false"] + (all + variables).flatMap { ["-var", $0] } + ["t.pkr.hcl"])
    }

    /// Data for a network that the image does not have by itself: another name of its card, a fixed address beside
    /// the one of DHCP.
    private static let network = """
            delivery  = var.seed
            network_config = <<-EOT
              version: 2
              ethernets:
                card:
                  match: { macaddress: "52:54:00:12:34:56" }
                  set-name: uplink0
                  dhcp4: true
                  addresses: [192.0.2.10/24]
            EOT
        """

    @Test func `an image is grown, given its network, provisioned and made a cloud image again`() async throws {
        try await IngotFixture.with { ingot in
            try ingot.write(
                try template {
                    $0.replacing("    delivery  = var.seed", with: Self.network).replacing(
                        "      \"id\",\n",
                        with: """
                                  "id",
                                  "ip -o -4 address show dev uplink0 | grep -F 'inet 192.0.2.10/24'",
                                  "ip -o -4 address show dev uplink0 | grep -F 'inet 10.0.2.15/24'",
                                  "test \\"$(id -un)\\" = builder",
                                  "sudo cloud-init query v1.platform",
                                  "test $(df -m --output=size / | tail -n 1) -gt 2500",
                                  "sudo dd if=/dev/urandom of=/rubbish bs=1M count=64 status=none",
                                  "sync && sudo rm /rubbish",

                            """)
                })
            let result = try await build(ingot)
            #expect(result.exit == .status(0), "\(result.text)")
            for words in ["status: done", "golden", "(builder)", "Resizing hard drive", "Connected to SSH!"] {
                #expect(result.text.contains(words), "\(words)\n\(result.text)")
            }
            // What fstrim says of each file system.
            #expect(result.text.contains("trimmed on /dev/vda1"), "\(result.text)")
            let image = ingot.directory + "/output/debian-cloud.qcow2"
            let information = try await runProcess("qemu-img", ["info", "--output=json", image])
            let facts = try JSONParser.parse(information.outputText)
            #expect(facts["virtual-size"]?.int == 3 << 30)
            #expect(facts["cluster-size"]?.int == 128 << 10)
            #expect(try HostFiles.size(image) < 220 << 20)
        }
    }

    /// Cheaper: what cloud-init runs first switches the machine off.
    @Test func `cloud-init finds its data on the build's server, under EFI`() async throws {
        try await IngotFixture.with { ingot in
            let lines = try template().split(separator: "\n", omittingEmptySubsequences: false)
            let first = try #require(lines.firstIndex { $0.hasPrefix("      #cloud-config") })
            let last = try #require(lines[first...].firstIndex { $0 == "    EOT" })
            let data = [
                "      #cloud-config", "      bootcmd:",
                "        - echo \"the server at {{ .HTTPIP }} was heard\" >/dev/ttyS0", "        - poweroff -f",
            ]
            var text = (lines[..<first].map(String.init) + data + lines[last...].map(String.init))
                .joined(separator: "\n")
            text = text.replacing("  ssh_username    ", with: "  communicator = \"none\"\n  ssh_username    ")
                .replacing(
                    "    [\"-cpu\", \"max\"],\n",
                    with: "    [\"-cpu\", \"max\"],\n    [\"-serial\", \"file:serial.log\"],\n")
            // Nothing is to be run in a guest that nobody reaches.
            let build = try #require(text.firstRange(of: "build {"))
            text = text[..<build.lowerBound] + "build {\n  sources = [\"source.qemu.debian\"]\n}\n"
            text = text.replacing("disk_compression  = true", with: "skip_compaction   = true")
            try ingot.write(text)
            let result = try await self.build(ingot, "seed=http", "efi=true")
            #expect(result.exit == .status(0), "\(result.text)")
            let serial = String(decoding: try HostFiles.read(ingot.directory + "/serial.log"), as: UTF8.self)
            #expect(serial.contains("the server at 10.0.2.2 was heard"), "\(serial.suffix(3000))")
            #expect(try HostFiles.list(ingot.directory + "/output").sorted() == ["debian-cloud.qcow2", "efivars.fd"])
        }
    }
}
