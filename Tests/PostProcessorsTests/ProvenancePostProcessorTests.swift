import Attestation
import BuildEvents
import ComponentAPI
import Cryptography
import HCLValues
import HostOS
import JSONText
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct ProvenancePostProcessorTests {
    private static let key = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]

    /// A world with a template of two variables, one of them secret.
    private func environment(_ folder: String, _ variables: [String: String] = [:]) throws -> ComponentEnvironment {
        var environment = ComponentFixture.environment()
        environment.productVersion = "0.1"
        environment.templateDirectory = folder
        environment.environment = ["SOURCE_DATE_EPOCH": "1700000000"].merging(variables) { _, given in given }
        try HostFiles.write("template", to: folder + "/t.pkr.hcl")
        environment.origin.templateFiles = [folder + "/t.pkr.hcl"]
        environment.origin.add(.string("a"), named: "open")
        environment.origin.add(HCLValue.string("hunter22").marked(), named: "hidden")
        environment.redactor.add("hunter22")
        environment.origin.add(.string("x hunter22 y"), named: "derived")
        environment.origin.add(.string("http://example.org/a@b"), named: "mail")
        environment.origin.add(.tuple([.string("http://a/b"), .string("https://u:p@example.org")]), named: "mirrors")
        environment.origin.addInstaller(of: [
            "iso_url": OptionInput(value: .string("https://u:p@example.org/a.iso")),
            "iso_checksum": OptionInput(value: .string("sha256:" + String(repeating: "A", count: 64))),
        ])
        return environment
    }

    private func process(
        _ values: [String: HCLValue], _ environment: ComponentEnvironment, _ artifact: ArtifactFixture,
        _ events: NotedEvents = NotedEvents()
    ) async throws -> PostProcessed {
        try await ComponentFixture.make(ProvenancePostProcessor.type, values, environment: environment)
            .process(artifact, log: events.log)
    }

    @Test func `without a key the statement is written as it is, and tells no secret`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("disk", to: folder + "/vm.qcow2")
            let events = NotedEvents()
            let result = try await process(
                ["user_variables": .object(["more": .string("b"), "bad": .string("hunter22")])],
                try environment(folder), ArtifactFixture(files: [folder + "/vm.qcow2"]), events)
            let path = folder + "/base-vm.qcow2.provenance.json"
            #expect(events.said == ["Wrote attestation to \(path)"])
            #expect(result.artifact?.files == [folder + "/vm.qcow2", path])
            #expect(result.mustKeepInput)
            let text = try HostFiles.readText(path)
            #expect(!text.contains("hunter22") && !text.contains("u:p@"))
            let statement = try Statement(Array(text.utf8))
            #expect(statement.subjects == [.init(name: "vm.qcow2", sha256: try Digest.hex(of: "disk".utf8, .sha256))])
            #expect(statement.predicateType == "https://slsa.dev/provenance/v1")
            let definition = try #require(statement.predicate["buildDefinition"])
            let redacted: JSONValue = "[sensitive value redacted]"
            #expect(
                definition["externalParameters"]?["userVariables"] == [
                    "bad": redacted, "derived": redacted, "hidden": redacted, "mail": "http://example.org/a@b",
                    "mirrors": redacted, "more": "b", "open": "a",
                ])
            let dependencies = try #require(definition["resolvedDependencies"]?.array)
            #expect(dependencies[0]["digest"]?["sha256"]?.string == (try Digest.hex(of: "template".utf8, .sha256)))
            #expect(dependencies[1]["uri"] == "https://example.org/a.iso")
            #expect(dependencies[1]["digest"]?["sha256"]?.string == String(repeating: "a", count: 64))
            let details = try #require(statement.predicate["runDetails"])
            #expect(details["builder"]?["id"] == "urn:ingot:local-build")
            #expect(details["metadata"] == ["invocationId": "run-1", "finishedOn": "2023-11-14T22:13:20Z"])
        }
    }

    /// The signature is checked by the `openssl` program, from what stands in the file alone.
    @Test(arguments: ["", "correct horse"]) func `openssl verifies what was signed`(passphrase: String) async throws {
        try await withTemporaryDirectory { folder in
            let protection = passphrase.isEmpty ? [] : ["-aes256", "-pass", "pass:\(passphrase)"]
            _ = try await runProcess("openssl", Self.key + ["-out", folder + "/key"] + protection)
            let arguments = [
                "pkey", "-in", folder + "/key", "-pubout", "-out", folder + "/public", "-passin", "pass:\(passphrase)",
            ]
            _ = try await runProcess("openssl", arguments)
            try HostFiles.write("disk", to: folder + "/vm")
            let world = try environment(folder, ["INGOT_KEY_PASSPHRASE": passphrase])
            _ = try await process(
                [
                    "key": .string(folder + "/key"), "verifier": .string(folder + "/public"),
                    "output_dir": .string(folder + "/out"),
                ], world, ArtifactFixture(files: [folder + "/vm"]))
            let bytes = try HostFiles.read(folder + "/out/base-vm.provenance.json")
            let json = try JSONParser.parse(bytes)
            let payload = try #require(json["payload"]?.string.flatMap(Base64.bytes))
            let type = "application/vnd.in-toto+json"
            try HostFiles.write(
                Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload, to: folder + "/signed")
            let signature = try #require(json["signatures"]?[0]?["sig"]?.string.flatMap(Base64.bytes))
            try HostFiles.write(signature, to: folder + "/signature")
            let verified = try await runProcess(
                "openssl",
                [
                    "dgst", "-sha256", "-verify", folder + "/public", "-signature", folder + "/signature",
                    folder + "/signed",
                ])
            #expect(verified.outputText == "Verified OK\n", "\(verified.errorText)")
            let digest = try await runProcess("sha256sum", [folder + "/public"])
            #expect(
                json["signatures"]?[0]?["keyid"]?.string
                    == digest.outputText.split(separator: " ").first.map(String.init))
            #expect(passphrase.isEmpty || world.redactor.redact(passphrase) == "<sensitive>")
        }
    }

    @Test func `an artifact without files is known by its name`() async throws {
        try await withTemporaryDirectory { folder in
            _ = try await process(
                ["output_dir": .string(folder)], try environment(folder), ArtifactFixture(files: []))
            let statement = try Statement(try HostFiles.read(folder + "/base-VM.provenance.json"))
            #expect(statement.subjects.map(\.name) == ["test:VM"])
            let byproduct = statement.predicate["runDetails"]?["byproducts"]?[0]
            let content = try #require(byproduct?["content"]?.string.flatMap(Base64.bytes))
            #expect(String(decoding: content, as: UTF8.self) == #"{"builderId":"test","id":"VM"}"#)
            #expect(statement.subjects.first?.sha256 == (try Digest.hex(of: content, .sha256)))
        }
    }

    @Test func `a folder cannot be attested, and switched off nothing is`() async throws {
        try await withTemporaryDirectory { folder in
            let world = try environment(folder)
            await #expect(throws: PostProcessorError.self) {
                try await process([:], world, ArtifactFixture(files: [folder]))
            }
            let result = try await process(["provenance": .bool(false)], world, ArtifactFixture(files: [folder]))
            #expect(result.artifact?.files == [folder])
        }
    }

    @Test func `git tells the revision, without the login of its origin`() async throws {
        try await withTemporaryDirectory { folder in
            for arguments in [
                ["init", "-q", "-b", "trunk"], ["remote", "add", "origin", "https://me:token@example.org/x.git"],
                ["-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-q", "--allow-empty", "-m", "c"],
            ] { _ = try await runProcess("git", ["-C", folder] + arguments) }
            let head = try await runProcess("git", ["-C", folder, "rev-parse", "HEAD"])
            let revision = try await SourceRepository.revision(of: folder, environment: [:])
            #expect(revision?.uri == "git+https://example.org/x.git@refs/heads/trunk")
            #expect(revision?.digests == ["gitCommit": String(head.outputText.prefix(40))])
            #expect(try await SourceRepository.revision(of: "/nowhere", environment: [:]) == nil)
        }
    }

    @Test(arguments: [
        (
            [
                "GITHUB_SERVER_URL": "https://h", "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "c",
                "GITHUB_REF": "refs/tags/1",
            ],
            "git+https://h/o/r@refs/tags/1"
        ),
        (
            ["CI_PROJECT_URL": "https://u:p@h/o/r", "CI_COMMIT_SHA": "c", "CI_COMMIT_REF_NAME": "main"],
            "git+https://h/o/r@refs/heads/main"
        ),
    ])
    func `a CI service tells the revision`(variables: [String: String], uri: String) async throws {
        let revision = try await SourceRepository.revision(of: "/", environment: variables)
        #expect(revision == BuildProvenance.Resource(uri: uri, digests: ["gitCommit": "c"]))
    }

    @Test(arguments: [
        (["key": HCLValue.string("/no/such")], "The key /no/such cannot be used: "),
        (["key": .string("awskms://x")], "awskms:// keys cannot be used"),
        (["signing_mode": .string("key")], "signing_mode = \"key\" needs key."),
        (["signing_mode": .string("keyless")], "signing_mode is none or key, not \"keyless\""),
        (["sbom": .bool(true)], "Which packages an image holds"),
        (["upload_tlog": .bool(true)], "Nothing is published"),
        (["verifier": .string("/no/such")], "The verifier /no/such cannot be used: "),
    ])
    func `bad options are told`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(ProvenancePostProcessor.type, values)
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true, "\(complaints)")
    }

    @Test(arguments: [
        ("none", [:]), ("file:https://h/SHA256SUMS", [:]), ("md5:00", [:]), ("xyz", [:]),
        (String(repeating: "0", count: 32), ["md5": String(repeating: "0", count: 32)]),
        ("sha1:" + String(repeating: "F", count: 40), ["sha1": String(repeating: "f", count: 40)]),
    ])
    func `a template's checksum is a digest if it is one`(text: String, digests: [String: String]) {
        #expect(ProvenancePostProcessor.digest(text) == digests)
    }
}
