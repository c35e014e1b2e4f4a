import ComponentAPI
import Cryptography
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct ChecksumPostProcessorTests {
    private func process(_ values: [String: HCLValue], _ artifact: ArtifactFixture) async throws -> PostProcessed {
        try await ComponentFixture.make(ChecksumPostProcessor.type, values)
            .process(artifact, log: NotedEvents().log)
    }

    @Test(arguments: ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
    func `the hash is the one that the system's program computes`(type: String) async throws {
        try await withTemporaryDirectory { folder in
            let file = folder + "/disk image"
            // More than one piece of the reader.
            try HostFiles.write((0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }, to: file)
            let output = folder + "/out"
            _ = try await process(
                ["checksum_types": texts(type), "output": .string(output)], ArtifactFixture(files: [file]))
            let theirs = try await runProcess("\(type)sum", [file]).outputText.prefix { $0 != " " }
            #expect(try HostFiles.readText(output) == "\(theirs)\tdisk image\n")
        }
    }

    @Test func `several types in one reading give the hashes that the system's programs compute`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder + "/disk"
            // More pieces than wait for a slow function's thread.
            try HostFiles.write([UInt8](repeating: 7, count: 9_500_000), to: file)
            let types = ["sha512", "md5", "sha256", "md5"]
            let values: [String: HCLValue] = [
                "checksum_types": .tuple(types.map { .string($0) }), "output": .string(folder + "/out"),
            ]
            _ = try await process(values, ArtifactFixture(files: [file]))
            var theirs = ""
            for type in types {
                theirs += try await runProcess("\(type)sum", [file]).outputText.prefix { $0 != " " } + "\tdisk\n"
            }
            #expect(try HostFiles.readText(folder + "/out") == theirs)
        }
    }

    @Test func `every type and file adds a line, the file is named by the build, and the artifact grows`() async throws
    {
        try await withTemporaryDirectory { folder in
            let files = [folder + "/a", folder + "/b"]
            for file in files { try HostFiles.write("", to: file) }
            let values: [String: HCLValue] = [
                "checksum_types": texts("md5", "sha1"),
                "output": .string(folder + "/sums/{{.BuildName}}-{{.BuilderType}}-{{.ChecksumType}}-{{.ID}}"),
            ]
            let artifact = ArtifactFixture(files: files, generatedData: ["ID": "VM"])
            let result = try await process(values, artifact)
            _ = try await process(values, artifact)
            let sums = [folder + "/sums/base-null-md5-VM", folder + "/sums/base-null-sha1-VM"]
            let line = "d41d8cd98f00b204e9800998ecf8427e\t"
            #expect(try HostFiles.readText(sums[0]) == "\(line)a\n\(line)b\n\(line)a\n\(line)b\n")
            #expect(try HostFiles.mode(sums[0]) == 0o644)
            #expect(result.artifact?.files == files + sums)
            #expect(result.artifact?.builderID == "packer.post-processor.checksum")
            #expect(result.artifact?.id == "VM")
            #expect(result.keepsInput && result.mustKeepInput)
            try await result.artifact?.destroy()
            #expect(try HostFiles.list(folder) == ["a", "b", "sums"])
            #expect(try HostFiles.list(folder + "/sums") == [])
        }
    }

    @Test func `an artifact without files writes nothing`() async throws {
        try await withTemporaryDirectory { folder in
            let result = try await process(["output": .string(folder + "/out")], ArtifactFixture(files: []))
            #expect(result.artifact?.files == [])
            #expect(try HostFiles.list(folder) == [])
        }
    }

    @Test func `a file that is gone is an error that names it`() async throws {
        let error = await #expect(throws: HostError.self) {
            try await process(["output": .string("/nowhere")], ArtifactFixture(files: ["/no/such/file"]))
        }
        #expect(error.map { "\($0)".contains("/no/such/file") } == true)
    }

    @Test func `an unknown type is told, and the default is md5 in a file of the working folder`() throws {
        let complaints = try ComponentFixture.complaints(
            ChecksumPostProcessor.type, ["checksum_types": texts("md5", "crc32")])
        #expect(complaints == ["unrecognized checksum type: crc32"])
        let processor = try #require(
            try ComponentFixture.make(ChecksumPostProcessor.type, [:]) as? ChecksumPostProcessor)
        #expect(processor.algorithms == [.md5])
        #expect(processor.output == "packer_{{.BuildName}}_{{.BuilderType}}_{{.ChecksumType}}.checksum")
    }
}
