import Archives
import ComponentAPI
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct CompressPostProcessorTests {
    private func process(
        _ values: [String: HCLValue], _ artifact: ArtifactFixture, events: NotedEvents = NotedEvents()
    ) async throws -> PostProcessed {
        try await ComponentFixture.make(CompressPostProcessor.type, values).process(artifact, log: events.log)
    }

    private static let formats: [(String, ArchiveFormat.Container?, ArchiveFormat.Compression?)] = [
        ("a.tar.gz", .tar, .gzip), ("a.gz", nil, .gzip),
        ("a.zip", .zip, nil), ("a.tar", .tar, nil), ("a.zip.gz", nil, .gzip), ("a.tar.bgzf", .tar, .bgzf),
        ("a.lz4", nil, .lz4), ("a.tar.lz4", .tar, .lz4), ("a.xz", nil, .xz), ("a.bz2", nil, .bzip2),
        ("a.tar.zst", .tar, .zstd), ("a.zst", nil, .zstd), ("a.tgz", .tar, .gzip), ("a.txz", .tar, .xz),
        // What says nothing is a compressed tar, and capitals say nothing.
        ("a", .tar, .gzip), ("a.img", .tar, .gzip), ("a.GZ", .tar, .gzip), ("a.", .tar, .gzip), ("", .tar, .gzip),
        ("packer_{{.BuildName}}_{{.BuilderType}}", .tar, .gzip), ("tar.v1.zip.gz", nil, .gzip),
        // The dot before an ending may stand in a folder's name, as with the peer.
        ("a.tar/b.gz", .tar, .gzip), ("a.gz/b", nil, .gzip),
    ]

    @Test(arguments: formats)
    func `the endings say the format`(
        name: String, container: ArchiveFormat.Container?, compression: ArchiveFormat.Compression?
    ) {
        #expect(
            ArchiveFormat(detectedFrom: name) == ArchiveFormat(container: container, compression: compression))
    }

    @Test func `the output is named by the build and the artifact is the archive`() async throws {
        try await withTemporaryDirectory { folder in
            let files = ["b", "a"].map { folder + "/" + $0 }
            for file in files { try HostFiles.write(file, to: file) }
            let events = NotedEvents()
            let artifact = ArtifactFixture(files: files, generatedData: ["ID": "vm"])
            let result = try await process(
                ["output": .string(folder + "/out/{{.BuildName}}-{{.BuilderType}}-{{.ID}}.tar.xz")], artifact,
                events: events)
            let path = folder + "/out/base-null-vm.tar.xz"
            #expect(try await runProcess("tar", ["-tf", path]).outputText == "a\nb\n")
            #expect(result.artifact?.files == [path])
            #expect(result.artifact?.id == "")
            #expect(result.artifact?.builderID == "packer.post-processor.compress")
            #expect(result.artifact?.description == "compressed artifacts in: \(path)")
            #expect(result.artifact?.generatedData == ["ID": "vm"])
            #expect(!result.keepsInput && !result.mustKeepInput)
            #expect(events.said.suffix(2) == ["Tarring \(path) with xz", "Archive \(path) completed"])
            try await result.artifact?.destroy()
            #expect(try HostFiles.list(folder + "/out") == [])
            #expect(try HostFiles.list(folder) == ["a", "b", "out"])
        }
    }

    @Test func `format goes before the output's ending`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("x", to: folder + "/a")
            _ = try await process(
                ["output": .string(folder + "/out.gz"), "format": .string("zip"), "compression_level": .number(77)],
                ArtifactFixture(files: [folder + "/a"]))
            #expect(try await runProcess("unzip", ["-p", folder + "/out.gz"]).outputText == "x")
        }
    }

    @Test func `several files need a container, and the artifact stays as it is`() async throws {
        try await withTemporaryDirectory { folder in
            for name in ["a", "b"] { try HostFiles.write(name, to: folder + "/" + name) }
            let error = await #expect(throws: PostProcessorError.self) {
                try await process(
                    ["output": .string(folder + "/x.gz")], ArtifactFixture(files: [folder + "/a", folder + "/b"]))
            }
            #expect(error?.description.hasPrefix("Can only have 1 input file when not using tar/zip.") == true)
            #expect(error?.advice == ["Let the output end with .tar.gz, or with .zip."])
            #expect(try HostFiles.list(folder) == ["a", "b"])
        }
    }

    @Test func `folders, two files of one name and the output itself are refused`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.createDirectory(folder + "/d")
            for name in ["a", "d/a"] { try HostFiles.write(name, to: folder + "/" + name) }
            for files in [["/d"], ["/a", "/d/a"], ["/out.tar"]] {
                if files == ["/out.tar"] { try HostFiles.write("", to: folder + "/out.tar") }
                await #expect(throws: PostProcessorError.self) {
                    try await process(
                        ["output": .string(folder + "/./out.tar")],
                        ArtifactFixture(files: files.map { folder + $0 }))
                }
            }
            #expect(try HostFiles.list(folder) == ["a", "d", "out.tar"])
            #expect(try HostFiles.size(folder + "/out.tar") == 0)
        }
    }

    @Test(arguments: [
        (["output": HCLValue.string("{{.Nope")], "invalid 'output': "),
        (["compression_level": .number(-2)], "compression_level must be -1 or more, but is -2."),
        (["compression_level": .string("x")], "The option \"compression_level\" must be a number"),
        (["output": .tuple([])], "The option \"output\" must be a string"),
    ])
    func `bad options are told`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(CompressPostProcessor.type, values)
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true, "\(complaints)")
    }
}
