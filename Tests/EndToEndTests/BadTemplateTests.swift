import HostOS
import TestSupport
import Testing

/// What is wrong before any machine runs: told with its place, exit status 1, nothing made.
@Suite(.turnLimit) struct BadTemplateTests {
    @Test func `an error in the template is shown with its place and source line`() async throws {
        try await IngotFixture.with { ingot in
            try EmptyMachine().with(["memory": "lots"]).put(in: ingot)
            let result = try await ingot.build()
            #expect(result.exit == .status(1))
            let line = try place(of: "memory = lots", in: ingot)
            #expect(result.text.contains("on t.pkr.hcl:\(line):12"), "\(result.text)")
            #expect(result.text.contains("memory = lots"))
            #expect(result.text.contains("^^^^"))
            #expect(!ingot.exists("output"))
        }
    }

    @Test func `a syntax error is shown with its place and source line`() async throws {
        try await IngotFixture.with { ingot in
            try ingot.write("source \"null\" \"a\" {\n  communicator = \n}\n")
            let result = try await ingot.build()
            #expect(result.exit == .status(1))
            #expect(result.text.contains("on t.pkr.hcl:2:"), "\(result.text)")
            #expect(result.text.contains("communicator ="))
        }
    }

    @Test(arguments: [
        (["iso_url": #""nowhere.img""#], "", "nowhere.img", "no such file"),
        (
            ["communicator": #""ssh""#, "ssh_username": #""u""#, "ssh_private_key_file": #""no-key""#], "", "no-key",
            "does not exist"
        ),
        (["http_directory": #""no-answers""#], "", "no-answers", "is no folder"),
        ([:], #"provisioner "shell" { script = "no-script.sh" }"#, "no-script.sh", "no such file"),
        ([:], "provisioner \"file\" {\n source = \"no-file\"\n destination = \"/x\"\n}", "no-file", "no such file"),
        ([:], #"post-processor "shell-local" { script = "no-local.sh" }"#, "no-local.sh", "no such file"),
    ]) func `a missing file is named`(_ options: [String: String], _ build: String, _ name: String, _ reason: String)
        async throws
    {
        try await IngotFixture.with { ingot in
            try EmptyMachine().with(options, build: build).put(in: ingot)
            let result = try await ingot.build()
            #expect(result.exit == .status(1), "\(result.text)")
            let complaint = result.lines.filter { !$0.contains("|") }.joined(separator: "\n")
            #expect(complaint.contains(name), "\(result.text)")
            #expect(result.text.contains(reason), "\(result.text)")
            #expect(!ingot.exists("output"))
        }
    }

    @Test func `a wrong checksum is shown with the right one`() async throws {
        try await IngotFixture.with { ingot in
            let wrong = String(repeating: "0", count: 64)
            try EmptyMachine().with(["iso_checksum": "\"sha256:\(wrong)\""]).put(in: ingot)
            let result = try await ingot.build()
            #expect(result.exit == .status(1))
            let summed = try await runProcess("sha256sum", [ingot.directory + "/disk.img"])
            let right = summed.outputText.prefix(64)
            #expect(result.text.contains("Wrong checksum"), "\(result.text)")
            #expect(result.text.contains("disk.img"))
            #expect(result.text.contains("expected sha256:\(wrong), got sha256:\(right)"))
            #expect(result.text.contains("Compare iso_checksum with"))
            #expect(ingot.exists("disk.img"))
            #expect(!ingot.exists("output"))
        }
    }

    @Test func `an artifact in the output directory is left as it is without -force`() async throws {
        try await IngotFixture.with { ingot in
            try EmptyMachine().put(in: ingot)
            try EarlierArtifact().put(in: ingot)
            let result = try await ingot.build()
            #expect(result.exit == .status(1))
            #expect(result.text.contains("output"), "\(result.text)")
            #expect(result.text.contains("-force"), "\(result.text)")
            #expect(try EarlierArtifact().isWhole(in: ingot))
        }
    }

    private func place(of text: String, in ingot: IngotFixture) throws -> Int {
        let lines = try ingot.text("t.pkr.hcl").split(separator: "\n", omittingEmptySubsequences: false)
        return try #require(lines.firstIndex { $0.contains(text) }) + 1
    }
}
