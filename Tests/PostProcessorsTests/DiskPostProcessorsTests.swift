import BuildEvents
import ComponentAPI
import HCLValues
import HostOS
import QEMU
import TestSupport
import Testing

@testable import PostProcessors

/// What `sparsify` and `sysprep` take and refuse; what they do is shown by whole builds.
@Suite struct DiskPostProcessorsTests {
    @Test(arguments: [
        (["compression": HCLValue.string("xz")], "compression must be zlib, zstd or none"),
        (["memory": .number(100)], "memory must be at least 256 MiB"),
    ])
    func `bad options are told by both`(values: [String: HCLValue], complaint: String) throws {
        for type in [SparsifyPostProcessor.type, SysprepPostProcessor.type] {
            let complaints = try ComponentFixture.complaints(type, values)
            #expect(complaints.count == 1 && complaints[0].hasPrefix(complaint), "\(complaints)")
        }
    }

    @Test(arguments: [
        (["enable": texts("ssh-userdirs")], "Did you mean \"ssh-userdir\"?"),
        (["disable": texts("everything")], "There is no operation \"everything\"."),
        (["delete": texts("/")], "paths below the root"), (["delete": texts("/*")], "paths below the root"),
        (["delete": texts("etc/x")], "paths below the root"),
        (["mounts": .object(["/boot": .string("/dev/sda1")])], "what is mounted at \"/\""),
    ])
    func `bad options of sysprep are told`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(SysprepPostProcessor.type, values)
        #expect(complaints.count == 1 && complaints[0].contains(complaint), "\(complaints)")
    }

    @Test func `operations are chosen by name`() throws {
        func chosen(_ values: [String: HCLValue]) throws -> Set<SysprepOperation> {
            let made = try ComponentFixture.make(SysprepPostProcessor.type, values)
            return Set(try #require(made as? SysprepPostProcessor).operations)
        }
        func operations(_ names: String...) throws -> Set<SysprepOperation> {
            Set(try names.map { try #require(SysprepOperation.named($0)) })
        }
        let usual = Set(SysprepOperation.all.filter(\.isUsual))
        #expect(try chosen([:]) == usual)
        #expect(try chosen(["enable": texts("ssh-userdir")]) == usual.union(operations("ssh-userdir")))
        #expect(
            try chosen(["disable": texts("logfiles", "machine-id")])
                == usual.subtracting(operations("logfiles", "machine-id")))
    }

    @Test func `every operation has a name of its own and something to do, below the root`() {
        #expect(Set(SysprepOperation.all.map(\.name)).count == SysprepOperation.all.count)
        for operation in SysprepOperation.all {
            #expect(!operation.places.isEmpty && !operation.summary.isEmpty)
            for place in operation.removed + operation.removedFiles + operation.emptied {
                #expect(place.hasPrefix("/") && place.split(separator: "/").count >= 2, "\(place)")
            }
            #expect(operation.places.allSatisfy { $0.hasPrefix("/") && $0.count > 1 })
        }
    }

    /// What virt-sysprep does and we do not, each with its reason in the documentation.
    private static let left: Set = [
        "ca-certificates", "customize", "fs-uuids", "lvm-uuids", "script", "user-account",
    ]

    @Test(.enabled(if: HostEnvironment.find(executable: "virt-sysprep") != nil, "guestfs-tools is not installed"))
    func `operations have the names of virt-sysprep's, and none is missed by accident`() async throws {
        let listing = try await runProcess("virt-sysprep", ["--list-operations"])
        try #require(listing.exit.isSuccess, "\(listing.errorText)")
        let names = Set(listing.outputText.split(separator: "\n").compactMap { $0.split(separator: " ").first })
        let ours = Set(SysprepOperation.all.map { Substring($0.name) })
        #expect(names.subtracting(ours) == Set(Self.left.map { $0[...] }))
        #expect(ours.subtracting(names) == ["random-seed", "cloud-init"])
    }

    @Test(arguments: [
        ("DEVICE=eth0\nHWADDR=00:11\nONBOOT=yes\n", "DEVICE=eth0\nONBOOT=yes\n" as String?),
        ("  HWADDR=x", ""), ("#HWADDR=x\nMYHWADDR=x\n", nil), ("", nil),
    ])
    func `assignments go with their lines`(text: String, result: String?) {
        #expect(SysprepOperation.withoutAssignments(to: ["HWADDR"], text) == result)
    }

    @Test func `passphrases are masked, and an empty one is refused`() throws {
        let environment = ComponentFixture.environment()
        _ = try ComponentFixture.make(
            SparsifyPostProcessor.type, ["luks_keys": texts("open sesame")], environment: environment)
        #expect(!environment.redactor.redact("x open sesame y").contains("sesame"))
        for type in [SparsifyPostProcessor.type, SysprepPostProcessor.type] {
            #expect(
                try ComponentFixture.complaints(type, ["luks_keys": texts("a", "")])
                    == ["luks_keys holds an empty passphrase."])
        }
    }

    @Test func `an overlay is refused before anything is done`() async throws {
        try await withTemporaryDirectory { folder in
            for arguments in [
                ["create", "-q", "-f", "qcow2", folder + "/base", "1M"],
                ["create", "-q", "-f", "qcow2", "-b", folder + "/base", "-F", "qcow2", folder + "/vm"],
            ] {
                try #require(try await runProcess("qemu-img", arguments).exit.isSuccess)
            }
            let made = try ComponentFixture.make(SparsifyPostProcessor.type, [:])
            let before = try HostFiles.read(folder + "/vm")
            let error = await #expect(throws: PostProcessorError.self) {
                try await made.process(ArtifactFixture(files: [folder + "/vm"]), log: NotedEvents().log)
            }
            #expect(error?.description.contains("is an overlay of") == true)
            #expect(try HostFiles.list(folder) == ["base", "vm"])
            #expect(try HostFiles.read(folder + "/vm") == before)
        }
    }

    @Test(arguments: [("none", nil), ("zlib", DiskImageArguments.Compression.zlib), ("zstd", .zstd)])
    func `a disk's compression is seen`(name: String, expected: DiskImageArguments.Compression?) async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write([UInt8](repeating: 7, count: 1 << 20), to: folder + "/raw")
            let options = name == "none" ? [] : ["-c", "-o", "compression_type=\(name)"]
            let made = try await runProcess(
                "qemu-img", ["convert", "-O", "qcow2"] + options + [folder + "/raw", folder + "/vm"])
            try #require(made.exit.isSuccess, "\(made.errorText)")
            let image = DiskImage(log: NotedEvents().log)
            #expect(try await image.compression(of: folder + "/vm") == expected)
        }
    }

    @Test(arguments: [(0 as Int64, "0.0 MiB"), (1 << 20, "1.0 MiB"), (12_900_000, "12.3 MiB"), (1_572_864, "1.5 MiB")])
    func `sizes are told in MiB`(bytes: Int64, text: String) {
        #expect(ImageRewrite.mebibytes(bytes) == text)
    }
}
