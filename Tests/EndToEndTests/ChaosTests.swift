import HostOS
import TestSupport
import Testing

/// What happens at moments that nobody chose.
@Suite(.turnLimit) struct ChaosTests {
    @Test func `builds that are killed at any moment leave nothing that ingot cleanup does not find`() async throws {
        try await IngotFixture.with { ingot in
            let script = #"provisioner "shell-local" { inline = ["true"] }"#
            try EmptyMachine().with(
                [
                    "boot_wait": #""100ms""#, "boot_command": #"["a<wait1s>"]"#, "shutdown_timeout": #""1s""#,
                    "cd_content": #"{ "a" = "b" }"#, "http_content": #"{ "/a" = "b" }"#,
                    "disk_additional_size": #"["4M"]"#,
                ], build: script
            ).put(in: ingot)
            try EarlierArtifact().put(in: ingot)
            for round in 0..<20 {
                // The log has some fifty of them, from before the first note to clean-up.
                let moment = Int.random(in: 0...50)
                try await ingot.start(
                    ["build", "-color=false", "-force", "t.pkr.hcl"], wrapper: ["env", "PACKER_LOG=1"]
                ) { run in
                    try await run.lines(moment)
                    let machines = ingot.machines()
                    _ = try await run.end(by: .kill)
                    for machine in machines { try await waitForEnd(of: machine.id) }
                }
                let cleanup = try await ingot.run(["cleanup"])
                #expect(cleanup.exit == .status(0), "round \(round), after \(moment) lines: \(cleanup.text)")
                #expect(ingot.leftovers() == [], "round \(round), after \(moment) lines: \(cleanup.text)")
                #expect(
                    try EarlierArtifact().isWhole(in: ingot), "round \(round), after \(moment) lines: \(cleanup.text)")
            }
        }
    }

    @Test func `four machines beside each other do not get in each other's way`() async throws {
        let iso = try IngotFixture.required("INGOT_TINY_ISO")
        try await IngotFixture.with { ingot in
            let text = try TinyTemplate.text()
            let names = ["a", "b", "c", "d"]
            try ingot.write(
                text
                    .replacing("  output_directory = var.output_directory\n", with: "")
                    .replacing("    [\"-serial\", \"file:${var.output_directory}.serial.log\"],\n", with: "")
                    .replacing("sources = [\"source.qemu.tiny\"]", with: Self.sources(names))
                    // Four at a time on two processors.
                    .replacing("ssh_timeout      = \"10m\"", with: "ssh_timeout      = \"12m\"")
                    .replacing("boot_wait      = \"3s\"", with: "boot_wait      = \"8s\""))
            try TinyTemplate.linkAnswers(in: ingot)
            let result = try await ingot.build("-var", "iso_url=\(iso)")
            #expect(result.exit == .status(0), "\(result.text)")
            for name in names {
                #expect(result.text.contains("qemu.\(name): uid=0(root)"), "\(name)")
                #expect(try HostFiles.list(ingot.directory + "/output-\(name)") == ["tiny.qcow2"])
            }
        }
    }

    /// The template's source under several names, each with an output directory of its own.
    private static func sources(_ names: [String]) -> String {
        names.map { name in
            """
            source "source.qemu.tiny" {
                name             = "\(name)"
                output_directory = "output-\(name)"
              }
            """
        }.joined(separator: "\n")
    }
}
