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
        (["enable": texts("ssh-userkey")], "Did you mean \"ssh-userkeys\"?"),
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
        let usual = Set(SysprepOperation.allCases).subtracting([.sshUserKeys])
        #expect(try chosen([:]) == usual)
        #expect(try chosen(["enable": texts("ssh-userkeys")]) == Set(SysprepOperation.allCases))
        #expect(try chosen(["disable": texts("logs", "machine-id")]) == usual.subtracting([.logs, .machineID]))
    }

    @Test func `every operation has something to do, below the root`() {
        for operation in SysprepOperation.allCases {
            let patterns = operation.removed + operation.emptied
            #expect(!patterns.isEmpty && !operation.summary.isEmpty)
            for pattern in patterns {
                #expect(pattern.hasPrefix("/") && pattern.split(separator: "/").count >= 2, "\(pattern)")
            }
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
