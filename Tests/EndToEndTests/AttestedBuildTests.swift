import HostOS
import JSONText
import TestSupport
import Testing

/// Whole runs that tell what is in a machine and where an artifact comes from.
@Suite struct AttestedBuildTests {
    private func ingot(_ arguments: [String], in folder: String) async throws -> ProcessResult {
        let program = HostPath.join(HostPath.dirname(try HostFiles.realPath("/proc/self/exe")), "ingot")
        var environment = HostEnvironment.variables
        environment["INGOT_KEY_PASSPHRASE"] = "correct horse"
        environment["SOURCE_DATE_EPOCH"] = "1700000000"
        return try await runProcess(program, arguments, environment: environment, workingDirectory: folder)
    }

    @Test func `packages are listed, the artifact is attested, and a changed file is found out`() async throws {
        try await SSHDFixture.with { server in
            let folder = server.directory
            _ = try await runProcess(
                "openssl",
                ["genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:correct horse", "-out", folder + "/key"])
            _ = try await runProcess(
                "openssl",
                [
                    "pkey", "-in", folder + "/key", "-passin", "pass:correct horse", "-pubout", "-out",
                    folder + "/public",
                ])
            try HostFiles.createDirectory(folder + "/tree/etc", intermediates: true)
            try HostFiles.write("ID=alpine\nVERSION_ID=3.20\n", to: folder + "/tree/etc/os-release")
            try HostFiles.createDirectory(folder + "/tree/lib/apk/db", intermediates: true)
            try HostFiles.write("P:musl\nV:1.2\nA:x86_64\nL:MIT\n\n", to: folder + "/tree/lib/apk/db/installed")
            try HostFiles.write(
                """
                variable "token" {
                  default   = "topsecret-token"
                  sensitive = true
                }
                source "null" "loopback" {
                  ssh_host             = "127.0.0.1"
                  ssh_port             = \(server.port)
                  ssh_username         = "\(server.username)"
                  ssh_private_key_file = "\(server.userKey)"
                }
                build {
                  sources = ["source.null.loopback"]
                  provisioner "hcp-sbom" {
                    auto_generate = true
                    destination   = "bill.json"
                    scan_path     = "\(folder)/tree"
                    remote_folder = "\(folder)"
                  }
                  post-processors {
                    post-processor "artifice" { files = ["bill.json"] }
                    post-processor "provenance" { key = "key" }
                  }
                }
                """, to: folder + "/t.pkr.hcl")
            let built = try await ingot(["build", "-color=false", "t.pkr.hcl"], in: folder)
            #expect(built.exit == .status(0), "\(built.outputText)")
            let bill = try JSONParser.parse(try HostFiles.read(folder + "/bill.json"))
            #expect(bill["components"]?[1]?["purl"] == "pkg:apk/alpine/musl@1.2?arch=x86_64&distro=alpine-3.20")
            #expect(bill["metadata"]?["component"]?["name"] == "loopback")
            if let python = PythonTools.program("python3") {
                let script = HostPath.join(try Repository.root(), "Tests/Fixtures/Bills/check-bill.py")
                let checked = try await runProcess(python, [script, folder + "/bill.json"])
                #expect(checked.exit == .status(0), "\(checked.outputText)\(checked.errorText)")
            }

            let attestation = "loopback-bill.json.provenance.json"
            let arguments = ["verify-attestation", "-key=public", "-artifact=bill.json", attestation]
            let good = try await ingot(arguments, in: folder)
            #expect(good.exit == .status(0), "\(good.outputText)")
            #expect(good.outputText.hasPrefix("Attestation verified.\nSignature: made by the Ed25519 key "))
            #expect(!(try HostFiles.readText("\(folder)/\(attestation)").contains("topsecret-token")))
            try HostFiles.append(" ".utf8, to: folder + "/bill.json")
            let bad = try await ingot(arguments, in: folder)
            #expect(bad.exit == .status(1))
            #expect(bad.outputText.contains("bill.json is not what was attested"), "\(bad.outputText)")
        }
    }

    @Test(arguments: [
        (["x"], "Give the public key's file by -key."), (["-key=/no/such", "x"], "/no/such"),
        (
            ["-signing-mode=keyless", "-key=k", "x"],
            "Signatures of Sigstore and of key services cannot be verified here"
        ),
        (["-key=k"], "0 were given."),
    ])
    func `what cannot be verified is told`(arguments: [String], words: String) async throws {
        try await withTemporaryDirectory { folder in
            let result = try await ingot(["verify-attestation"] + arguments, in: folder)
            #expect(result.exit == .status(1))
            let text = result.outputText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text.contains(words), "\(text)")
        }
    }
}
