import AmazonWebServices
import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct AmazonImportTests {
    /// What a test works with: moto for S3, the counterpart for EC2, and a disk.
    private struct Surroundings: Sendable {
        let moto: MotoServer
        let ec2: EC2Counterpart
        let folder: String
        let events: NotedEvents
        let processor: AmazonImportPostProcessor

        /// The names of the objects in the bucket.
        func objects() async throws -> [String] {
            let access = processor.options.access
            let bucket = try S3Bucket(processor.options.bucket, access: access, credentials: AWSCredentialChain(access))
            var found: [String] = []
            for key in ["disk.raw", "disk-1.raw", "disk.ova", "disk.vmdk"] {
                // Asking for an object that is not there is an error.
                if (try? await bucket.size(of: key)) != nil { found.append(key) }
            }
            return found
        }

        func images(_ name: String) async throws -> [EC2Image] {
            let access = processor.options.access
            return try await EC2Client(access: access, credentials: AWSCredentialChain(access))
                .images(filters: ["name": name], owners: ["self"])
        }
    }

    private func with(
        _ values: [String: HCLValue] = [:], ending: EC2Counterpart.Ending = .image, secret: String? = nil,
        _ body: @escaping @Sendable (Surroundings) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            try await MotoServer.run { moto in
                let ec2 = try await EC2Counterpart(moto: moto, ending: ending)
                let bucket = "images-\(RandomBytes.hex(count: 8))"
                try await moto.makeBucket(bucket)
                let keys = moto.keys
                try await APIServer.run(answering: { try await ec2.answer($0) }) { server in
                    let own: [String: HCLValue] = [
                        "region": .string("eu-west-1"), "access_key": .string(keys.access),
                        "secret_key": .string(secret ?? keys.secret), "s3_bucket_name": .string(bucket),
                        "s3_key_name": .string("disk.raw"), "custom_endpoint_ec2": .string(server.address),
                        "s3_endpoint": .string(moto.address), "s3_part_size": .number(5), "max_retries": .number(0),
                    ]
                    let made = try ComponentFixture.make(
                        AmazonImportPostProcessor.type, own.merging(values) { _, given in given })
                    var processor = try #require(made as? AmazonImportPostProcessor)
                    processor.options.polling.delay = .milliseconds(1)
                    try await body(
                        Surroundings(
                            moto: moto, ec2: ec2, folder: folder, events: NotedEvents(), processor: processor))
                }
            }
        }
    }
    private static let here = MotoServer.isHere
    private static let absence: Comment = "moto is not here: scripts/test makes build/python"

    @Test(.enabled(if: here, absence))
    func `a qcow2 becomes an image with name, tags and permissions, and nothing else stays`() async throws {
        let values: [String: HCLValue] = [
            "ami_name": .string("golden (1)"), "ami_description": .string("made by a test"),
            "tags": .object(["Release": .string("1"), "Team": .string("a b")]), "ami_users": texts("111122223333"),
            "boot_mode": .string("uefi"), "role_name": .string("importer"), "license_type": .string("BYOL"),
        ]
        try await with(values) { all in
            let disk = all.folder + "/disk.qcow2"
            _ = try await runProcess("qemu-img", ["create", "-f", "qcow2", disk, "6M"])
            let artifact = ArtifactFixture(files: [disk])
            let result = try await all.processor.process(artifact, log: all.events.log)

            #expect(!result.keepsInput && !result.mustKeepInput)
            let made = try #require(result.artifact)
            let image = try #require(try await all.images("golden (1)").first)
            #expect(try await all.images(all.ec2.imageName) == [])
            #expect(made.id == "eu-west-1:\(image.id)")
            #expect(made.builderID == "packer.post-processor.amazon-import" && made.files.isEmpty)
            #expect(image.tags == ["Release": "1", "Team": "a b"])
            let source = try #require(all.ec2.fields(of: "ImportImage"))
            #expect(
                source["DiskContainer.1.Format"] == "raw" && source["DiskContainer.1.UserBucket.S3Key"] == "disk.raw")
            #expect(source["BootMode"] == "uefi" && source["RoleName"] == "importer" && source["LicenseType"] == "BYOL")
            let share = try #require(all.ec2.fields(of: "ModifyImageAttribute"))
            #expect(share["Description.Value"] == "made by a test")
            #expect(all.ec2.actions.contains("DeregisterImage") && all.ec2.actions.contains("DeleteSnapshot"))
            #expect(try await all.objects() == [])
            #expect(try HostFiles.list(all.folder) == ["disk.qcow2"])
            #expect(all.events.said.contains("\(disk) is qcow2: converting it to raw first"))

            try await made.destroy()
            #expect(try await all.images("golden (1)") == [])
        }
    }

    @Test(.enabled(if: here, absence))
    func `several raw disks go as they are, and the objects stay if they are to`() async throws {
        try await with(["skip_clean": .bool(true)]) { all in
            let files = ["packer-x", "packer-x-1"].map { all.folder + "/" + $0 }
            for file in files { _ = try await runProcess("truncate", ["-s", "1M", file]) }
            let result = try await all.processor.process(ArtifactFixture(files: files), log: all.events.log)
            #expect(result.artifact?.id.hasPrefix("eu-west-1:ami-") == true)
            #expect(all.ec2.fields(of: "ImportImage")?["DiskContainer.2.UserBucket.S3Key"] == "disk-1.raw")
            #expect(try await all.objects() == ["disk.raw", "disk-1.raw"])
            #expect(!all.ec2.actions.contains("CopyImage"))
        }
    }

    @Test(.enabled(if: here, absence))
    func `an OVA goes as it is, and other formats are made`() async throws {
        for (format, name) in [("", "a.ova"), ("vmdk", "a.qcow2")] {
            let values: [String: HCLValue] = [
                "format": .string(format), "s3_key_name": .string("disk." + (format.isEmpty ? "ova" : format)),
                "skip_clean": .bool(true),
            ]
            try await with(values) { all in
                let file = all.folder + "/" + name
                if format.isEmpty {
                    try HostFiles.write("OVA!", to: file)
                } else {
                    _ = try await runProcess("qemu-img", ["create", "-f", "qcow2", file, "1M"])
                }
                _ = try await all.processor.process(ArtifactFixture(files: [file]), log: all.events.log)
                #expect(
                    all.ec2.fields(of: "ImportImage")?["DiskContainer.1.Format"] == (format.isEmpty ? "ova" : format))
                #expect(try await all.objects() == ["disk." + (format.isEmpty ? "ova" : format)])
            }
        }
    }

    @Test(
        .enabled(if: here, absence),
        arguments: [
            (
                EC2Counterpart.Ending.failure("ClientError: no kernel"), "the import failed: ClientError: no kernel",
                "VM Import/Export"
            ),
            (
                .refusal(code: "InvalidParameter", message: "The service role vmimport does not exist"),
                "EC2 ImportImage: InvalidParameter: The service role vmimport does not exist", "vmie.amazonaws.com"
            ),
        ])
    func `an import that fails is told in EC2's words, and the object goes`(
        ending: EC2Counterpart.Ending, words: String, advice: String
    ) async throws {
        try await with(ending: ending) { all in
            _ = try await runProcess("truncate", ["-s", "1M", all.folder + "/disk"])
            let error = await #expect(throws: AWSError.self) {
                try await all.processor.process(ArtifactFixture(files: [all.folder + "/disk"]), log: all.events.log)
            }
            #expect(error?.description.hasSuffix(words) == true, "\(String(describing: error))")
            #expect(error?.advice.joined().contains(advice) == true)
            #expect(try await all.objects() == [])
        }
    }

    @Test(.enabled(if: here, absence)) func `keys that are wrong are told before anything is sent`() async throws {
        try await with(["ami_name": .string("golden")], secret: "wrong") { all in
            let error = await #expect(throws: AWSError.self) {
                try await all.processor.process(ArtifactFixture(files: ["/no/such"]), log: all.events.log)
            }
            #expect(error?.code == "AuthFailure" && error?.description.contains("wrong") == false)
        }
    }

    @Test(.enabled(if: here, absence)) func `a name that is taken is told before the upload`() async throws {
        try await with { all in
            var processor = all.processor
            processor.options.name = all.ec2.imageName
            let error = await #expect(throws: PostProcessorError.self) {
                try await processor.process(ArtifactFixture(files: ["/no/such"]), log: all.events.log)
            }
            #expect(
                error?.description.hasPrefix("There is an image named \"\(all.ec2.imageName)\" already: ami-") == true)
        }
    }

    @Test(.enabled(if: here, absence)) func `cancelling ends the task and takes the object away`() async throws {
        try await with(ending: .never) { all in
            _ = try await runProcess("truncate", ["-s", "1M", all.folder + "/disk"])
            let task = Task {
                _ = try await all.processor.process(
                    ArtifactFixture(files: [all.folder + "/disk"]), log: all.events.log)
            }
            for await _ in all.ec2.lookedAt { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(all.ec2.actions.last == "CancelImportTask")
            #expect(try await all.objects() == [])
        }
    }

    private static let bad: [([String: HCLValue], String)] = [
        (["s3_bucket_name": .string("UPPER")], "\"UPPER\" is no name of a bucket."),
        (["format": .string("qcow2")], "format must be one of ova, raw, vhd, vhdx, vmdk, but is \"qcow2\"."),
        (["architecture": .string("mips")], "architecture must be one of i386, x86_64, arm64, but is \"mips\"."),
        (
            ["architecture": .string("arm64"), "boot_mode": .string("legacy-bios")],
            "boot_mode must be uefi where architecture is arm64, but is \"legacy-bios\"."
        ),
        (["license_type": .string("GPL")], "license_type must be one of AWS, BYOL, but is \"GPL\"."),
        (["ami_name": .string("a:b")], "ami_name must be 3 to 128 letters"),
        (["ami_users": texts("12")], "ami_users lists numbers of accounts, of 12 digits, but has \"12\"."),
        (["ami_groups": texts("some")], "The only group is \"all\", not \"some\"."),
        (["ami_kms_key": .string("k")], "ami_kms_key needs ami_encrypt = true."),
        (
            ["ami_encrypt": .bool(true), "ami_kms_key": .string("k"), "ami_groups": texts("all")],
            "EC2 shares no encrypted image with everybody."
        ),
        (["s3_encryption": .string("DES")], "s3_encryption must be one of AES256, aws:kms, but is \"DES\"."),
        (["s3_part_size": .number(1)], "s3_part_size must be from 5 to 5120."),
        (["s3_endpoint": .string("h")], "s3_endpoint must begin with http:// or https://."),
        (["tags": .object(["": .string("x")])], "A tag has a name of 1 to 127"),
    ]

    @Test(arguments: bad.indices) func `what cannot be is told before the build`(index: Int) throws {
        let (values, words) = Self.bad[index]
        let good: [String: HCLValue] = [
            "region": .string("r"), "access_key": .string("A"), "secret_key": .string("B"),
            "s3_bucket_name": .string("bucket"),
        ]
        let complaints = try ComponentFixture.complaints(
            AmazonImportPostProcessor.type, good.merging(values) { _, given in given })
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(words) == true, "\(complaints)")
    }

    @Test func `region and bucket are required`() throws {
        let complaints = try ComponentFixture.complaints(AmazonImportPostProcessor.type, [:])
        #expect(complaints.contains { $0.contains("\"s3_bucket_name\" is required") })
        #expect(complaints.contains { $0.hasPrefix("No region is given.") })
    }
}
