import ComponentAPI
import Cryptography
import GoogleCloud
import HCLValues
import HostOS
import JSONText
import Synchronization
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct GoogleImportTests {
    /// Compute Engine's images and Google's tokens, as far as an import needs them.
    private final class Compute: Sendable {
        private let images = Mutex<[String: JSONValue]>([:])
        private let looks = Mutex(0)
        let fault: String?
        let isEndless: Bool
        private let sawLook: AsyncStream<Void>.Continuation
        /// Tells of every look at the operation.
        let lookedAt: AsyncStream<Void>

        init(existing: [String] = [], fault: String? = nil, isEndless: Bool = false) {
            self.fault = fault
            self.isEndless = isEndless
            (lookedAt, sawLook) = AsyncStream.makeStream()
            images.withLock { images in for name in existing { images[name] = .object([]) } }
        }

        var names: [String] { images.withLock { $0.keys.sorted() } }

        func image(_ name: String) -> JSONValue? { images.withLock { $0[name] } }

        func answer(_ request: APIServer.Request) throws -> APIServer.Answer {
            let base = "/compute/v1/projects/my-project/global"
            let words = request.line.split(separator: " ").map(String.init)
            if words[1] == "/token" { return .init(body: #"{"access_token": "token-1", "expires_in": 3600}"#) }
            guard request.headers["authorization"] == "Bearer token-1" else { return .init(status: 401) }
            switch (words[0], words[1]) {
            case ("POST", base + "/images"):
                let image = try JSONParser.parse(request.body)
                images.withLock { $0[image["name"]?.string ?? ""] = image }
                return .init(body: #"{"name": "insert-1", "status": "PENDING"}"#)
            case ("GET", base + "/operations/insert-1"): return operation()
            case ("GET", base + "/operations/delete-1"): return .init(body: #"{"status": "DONE"}"#)
            case ("GET", _): return image(name(words[1])) == nil ? .init(status: 404, body: "{}") : .init(body: "{}")
            case ("DELETE", _):
                _ = images.withLock { $0.removeValue(forKey: name(words[1])) }
                return .init(body: #"{"name": "delete-1"}"#)
            default: return .init(status: 400)
            }
        }

        private func name(_ path: String) -> String { HostPath.basename(path) }

        private func operation() -> APIServer.Answer {
            defer { sawLook.yield() }
            let count = looks.withLock { count in
                count += 1
                return count
            }
            if isEndless || count < 3 { return .init(body: #"{"status": "RUNNING", "progress": 50}"#) }
            guard let fault else { return .init(body: #"{"status": "DONE", "progress": 100}"#) }
            return .init(
                body: "{\"status\": \"DONE\", \"error\": {\"errors\": [{\"code\": \"X\", \"message\": \"\(fault)\"}]}}")
        }
    }

    private struct Surroundings: Sendable {
        let storage: CloudStorageServer
        let api: APIServer
        let folder: String
        let events: NotedEvents
        let processor: GoogleImportPostProcessor
        let key: String
    }

    private func with(
        _ values: [String: HCLValue] = [:], isForced: Bool = false, _ compute: Compute = Compute(),
        _ body: @escaping @Sendable (Surroundings) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            try await CloudStorageServer.run(bucket: "images") { storage in
                try await APIServer.run(answering: { try compute.answer($0) }) { api in
                    let account = folder + "/account"
                    try HostFiles.createDirectory(account)
                    _ = try await runProcess(
                        "openssl",
                        [
                            "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out",
                            account + "/key.pem",
                        ])
                    let key = try HostFiles.readText(account + "/key.pem")
                    let json: JSONValue = [
                        "type": "service_account", "client_email": "builder@p", "private_key": .string(key),
                        "token_uri": .string(api.address + "/token"),
                    ]
                    try HostFiles.write(JSONWriter().text(json), to: account + "/account.json")
                    let own: [String: HCLValue] = [
                        "project_id": .string("my-project"), "bucket": .string("images"),
                        "image_name": .string("golden"), "gcs_object_name": .string("a/disk.tar.gz"),
                        "account_file": .string(account + "/account.json"),
                        "custom_endpoints": .object([
                            "compute": .string(api.address + "/compute/v1/"), "storage": .string(storage.address),
                        ]),
                    ]
                    let made = try ComponentFixture.make(
                        GoogleImportPostProcessor.type, own.merging(values) { _, given in given },
                        environment: ComponentFixture.environment(isForced: isForced))
                    var processor = try #require(made as? GoogleImportPostProcessor)
                    processor.delay = .milliseconds(1)
                    let disks = folder + "/disks"
                    try HostFiles.createDirectory(disks)
                    try await body(
                        Surroundings(
                            storage: storage, api: api, folder: disks, events: NotedEvents(), processor: processor,
                            key: key))
                }
            }
        }
    }

    private static let here = CloudStorageServer.isHere
    private static let absence: Comment = "fake-gcs-server is not here: scripts/test makes build/python"

    @Test(.enabled(if: here, absence))
    func `a qcow2 becomes disk.raw of whole GiB in a tar.gz, and then an image`() async throws {
        let values: [String: HCLValue] = [
            "image_family": .string("f"), "image_description": .string("d"), "image_architecture": .string("x86_64"),
            "image_labels": .object(["team": .string("a")]), "image_storage_locations": texts("eu"),
            "image_guest_os_features": texts("UEFI_COMPATIBLE", "GVNIC"), "skip_clean": .bool(true),
        ]
        let compute = Compute()
        try await with(values, compute) { all in
            let disk = all.folder + "/disk.qcow2"
            _ = try await runProcess("qemu-img", ["create", "-f", "qcow2", disk, "6M"])
            let result = try await all.processor.process(ArtifactFixture(files: [disk]), log: all.events.log)
            #expect(result.artifact?.id == "golden" && !result.keepsInput)
            let image = try #require(compute.image("golden"))
            let source = "https://storage.googleapis.com/images/a/disk.tar.gz"
            #expect(
                image == [
                    "name": "golden", "rawDisk": ["source": .string(source), "containerType": "TAR"],
                    "description": "d", "family": "f", "architecture": "X86_64",
                    "guestOsFeatures": [["type": "UEFI_COMPATIBLE"], ["type": "GVNIC"]], "labels": ["team": "a"],
                    "storageLocations": ["eu"],
                ])
            let stored = try #require(try await all.storage.object("a/disk.tar.gz", in: "images"))
            try HostFiles.write(stored, to: all.folder + "/got.tar.gz")
            let list = try await runProcess("tar", ["tvzf", all.folder + "/got.tar.gz"]).outputText
            #expect(list.contains("1073741824") && list.contains("disk.raw"))
            #expect(try HostFiles.list(all.folder).sorted() == ["disk.qcow2", "got.tar.gz"])
            try await result.artifact?.destroy()
            #expect(compute.names == [])
        }
    }

    @Test(.enabled(if: here, absence)) func `an archive goes as it is, and goes from the bucket afterwards`()
        async throws
    {
        try await with { all in
            try HostFiles.write("tar", to: all.folder + "/x.tar.gz")
            _ = try await all.processor.process(
                ArtifactFixture(files: [all.folder + "/x.tar.gz"]), log: all.events.log)
            #expect(all.events.said.first?.hasPrefix("Uploading \(all.folder)/x.tar.gz to gs://images/") == true)
            #expect(try await all.storage.object("a/disk.tar.gz", in: "images") == nil)
            let token = try #require(all.api.received.first { $0.line.contains("/token") })
            #expect(String(decoding: token.body, as: UTF8.self).contains("assertion="))
        }
    }

    @Test(.enabled(if: here, absence)) func `an image of that name is replaced only by force`() async throws {
        for isForced in [false, true] {
            let compute = Compute(existing: ["golden"])
            try await with([:], isForced: isForced, compute) { all in
                try HostFiles.write("tar", to: all.folder + "/x.tar.gz")
                let artifact = ArtifactFixture(files: [all.folder + "/x.tar.gz"])
                if isForced {
                    _ = try await all.processor.process(artifact, log: all.events.log)
                    #expect(compute.image("golden")?["rawDisk"] != nil)
                } else {
                    let error = await #expect(throws: PostProcessorError.self) {
                        try await all.processor.process(artifact, log: all.events.log)
                    }
                    #expect(error?.advice.first?.contains("-force") == true)
                    #expect(all.events.said == [])
                }
            }
        }
    }

    @Test(.enabled(if: here, absence)) func `an import that fails is told in Google's words, and nothing stays`()
        async throws
    {
        let compute = Compute(fault: "The tar archive is not a valid image.")
        try await with([:], compute) { all in
            try HostFiles.write("tar", to: all.folder + "/x.tar.gz")
            let error = await #expect(throws: GoogleError.self) {
                try await all.processor.process(
                    ArtifactFixture(files: [all.folder + "/x.tar.gz"]), log: all.events.log)
            }
            #expect(
                error?.description == "Compute Engine insert image golden: X: The tar archive is not a valid image.")
            #expect(compute.names == [])
            #expect(try await all.storage.object("a/disk.tar.gz", in: "images") == nil)
        }
    }

    @Test(.enabled(if: here, absence)) func `cancelling takes image and object away`() async throws {
        let compute = Compute(isEndless: true)
        try await with([:], compute) { all in
            try HostFiles.write("tar", to: all.folder + "/x.tar.gz")
            let task = Task {
                _ = try await all.processor.process(
                    ArtifactFixture(files: [all.folder + "/x.tar.gz"]), log: all.events.log)
            }
            for await _ in compute.lookedAt { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(compute.names == [])
            #expect(try await all.storage.object("a/disk.tar.gz", in: "images") == nil)
        }
    }

    private static let bad: [([String: HCLValue], String)] = [
        (["image_name": .string("Golden")], "image_name must be up to 63 lower-case letters"),
        (["image_family": .string("-a")], "image_family must be up to 63 lower-case letters"),
        (["image_architecture": .string("mips")], "image_architecture must be x86_64 or arm64, but is \"mips\"."),
        (["project_id": .string("a/b")], "\"a/b\" is no project_id."), (["bucket": .string("")], "\"\" is no bucket."),
        (["image_platform_key": .string("/no/such")], "image_platform_key: "),
    ]

    @Test(arguments: bad.indices) func `what cannot be is told before the build`(index: Int) throws {
        let (values, words) = Self.bad[index]
        let good: [String: HCLValue] = [
            "project_id": .string("p"), "bucket": .string("b"), "image_name": .string("i"),
        ]
        let complaints = try ComponentFixture.complaints(
            GoogleImportPostProcessor.type, good.merging(values) { _, given in given })
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(words) == true, "\(complaints)")
    }

    @Test func `keys of Secure Boot go along with their kind`() throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try HostFiles.write("-----BEGIN CERTIFICATE-----\n", to: folder + "/pk")
        try HostFiles.write("x", to: folder + "/dbx")
        let made = try ComponentFixture.make(
            GoogleImportPostProcessor.type,
            [
                "project_id": .string("p"), "bucket": .string("b"), "image_name": .string("i"),
                "image_platform_key": .string(folder + "/pk"),
                "image_forbidden_signatures_db": texts(folder + "/dbx," + folder + "/dbx"),
            ])
        let processor = try #require(made as? GoogleImportPostProcessor)
        let state = try #require(JSONValue.object(processor.options.image)["shieldedInstanceInitialState"])
        #expect(state["pk"]?["fileType"]?.string == "X509")
        #expect(
            state["dbxs"]?.array == [["content": "eA==", "fileType": "BIN"], ["content": "eA==", "fileType": "BIN"]])
    }
}

@Suite struct GoogleExportTests {
    @Test func `it says which artifact it needs`() async throws {
        let made = try ComponentFixture.make(
            GoogleExportPostProcessor.type, ["paths": texts("gs://bucket/a.tar.gz")])
        let error = await #expect(throws: PostProcessorError.self) {
            try await made.process(ArtifactFixture(files: []), log: NotedEvents().log)
        }
        #expect(error?.description.contains("the builder \"googlecompute\"") == true)
        #expect(error?.advice.first?.contains("googlecompute-import") == true)
    }

    @Test(arguments: ["bucket/a", "gs://bucket", "gs:///x"]) func `paths that cannot be are told`(path: String) throws {
        let complaints = try ComponentFixture.complaints(GoogleExportPostProcessor.type, ["paths": texts(path)])
        #expect(complaints == ["\"\(path)\" is not of the form gs://BUCKET/FILE."])
    }
}
