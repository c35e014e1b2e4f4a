import HostOS
import TestSupport
import Testing

@testable import Archives

/// Archives as the tools that everybody has read them.
@Suite struct ArchiveRecipeTests {
    /// More than two of the pieces that threads compress, with zeros in between, of no round size.
    private static let noise: [UInt8] = {
        var state: UInt64 = 1
        let block = (0..<13_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(truncatingIfNeeded: state >> 61)
        }
        var bytes = [UInt8]((0..<100).map { _ in block }.joined())
        bytes += [UInt8](repeating: 0, count: 2_500_000)
        return bytes + Array("the end".utf8)
    }()

    private func make(
        _ container: ArchiveFormat.Container?, _ compression: ArchiveFormat.Compression?, _ entries: [ArchiveEntry],
        at path: String, level: Int? = nil, threads: Int = 2
    ) async throws {
        let format = ArchiveFormat(container: container, compression: compression)
        try await ArchiveRecipe(format: format, level: level, threads: threads).make(entries, at: path)
    }

    private func output(_ program: String, _ arguments: [String]) async throws -> [UInt8] {
        let result = try await runProcess(program, arguments)
        try #require(result.exit.isSuccess, "\(result.errorText)")
        return result.standardOutput
    }

    @Test(arguments: [
        (ArchiveFormat.Compression.gzip, "gzip"), (.bgzf, "gzip"), (.lz4, "lz4"), (.xz, "xz"), (.bzip2, "bzip2"),
        (.zstd, "zstd"),
    ])
    func `a compressed file is what its own program unpacks to the same bytes`(
        compression: ArchiveFormat.Compression, program: String
    ) async throws {
        try await withTemporaryDirectory { folder in
            let source = folder + "/disk"
            try HostFiles.write(Self.noise, to: source)
            for level in [nil, 1, 9] {
                let path = folder + "/\(level ?? 0)"
                try await make(nil, compression, [.init(name: "disk", content: .file(source))], at: path, level: level)
                #expect(try await output(program, ["-dc", path]) == Self.noise)
                #expect(try HostFiles.size(path) < Self.noise.count / 2)
            }
            try HostFiles.write("", to: source)
            try await make(nil, compression, [.init(name: "disk", content: .file(source))], at: folder + "/empty")
            #expect(try await output(program, ["-dc", folder + "/empty"]).isEmpty)
            #expect(try HostFiles.list(folder) == ["0", "1", "9", "disk", "empty"])
        }
    }

    @Test(arguments: [nil, ArchiveFormat.Compression.gzip, .bgzf, .xz, .bzip2, .zstd])
    func `a tar of any compression unpacks with tar, and names nobody and no time`(
        compression: ArchiveFormat.Compression?
    ) async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write(Self.noise, to: folder + "/disk")
            let entries = [
                ArchiveEntry(name: "disk", content: .file(folder + "/disk"), mode: 0o600),
                ArchiveEntry(name: "größe", content: .bytes(Array("text".utf8)), mode: 0o755),
            ]
            let path = folder + "/a"
            try await make(.tar, compression, entries, at: path)
            #expect(try await output("tar", ["-xOf", path, "disk"]) == Self.noise)
            let listing = String(
                decoding: try await output(
                    "env", ["TZ=UTC", "tar", "--numeric-owner", "--quoting-style=literal", "-tvf", path]),
                as: UTF8.self)
            let words = listing.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(words.map { $0[0] } == ["-rw-------", "-rwxr-xr-x"])
            #expect(words.map { $0[1] } == ["0/0", "0/0"])
            #expect(words.map { $0[3] + " " + $0[4] } == ["1970-01-01 00:00", "1970-01-01 00:00"])
            #expect(words.map { $0[5] } == ["disk", "größe"])
        }
    }

    @Test func `a zip passes unzip's test and gives the same bytes`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write(Self.noise, to: folder + "/disk")
            let path = folder + "/a.zip"
            let entries = [
                ArchiveEntry(name: "disk", content: .file(folder + "/disk")),
                ArchiveEntry(name: "b", content: .bytes([1])),
            ]
            try await make(.zip, nil, entries, at: path, level: 9)
            _ = try await output("unzip", ["-tq", path])
            #expect(try await output("unzip", ["-p", path, "disk"]) == Self.noise)
        }
    }

    @Test(arguments: [ArchiveFormat.Compression.gzip, .zstd, .xz])
    func `equal files give equal archives, also with other threads, other holes and other times`(
        compression: ArchiveFormat.Compression
    ) async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write(Self.noise, to: folder + "/dense")
            _ = try await output("cp", ["--sparse=always", folder + "/dense", folder + "/sparse"])
            _ = try await output("touch", ["-d", "2001-01-01", folder + "/sparse"])
            #expect(
                try HostFiles.allocatedSize(folder + "/sparse") < HostFiles.allocatedSize(folder + "/dense"))
            for (name, threads) in [("dense", 2), ("sparse", compression == .gzip ? 3 : 2)] {
                let entry = ArchiveEntry(name: "disk", content: .file(folder + "/" + name))
                try await make(.tar, compression, [entry], at: folder + "/\(name).a", threads: threads)
            }
            #expect(try HostFiles.read(folder + "/dense.a") == HostFiles.read(folder + "/sparse.a"))
        }
    }

    @Test func `what fails leaves what was there and nothing else`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("old", to: folder + "/a")
            let entries = [ArchiveEntry(name: "disk", content: .file(folder + "/gone"))]
            await #expect(throws: HostError.self) { try await make(.tar, .gzip, entries, at: folder + "/a") }
            #expect(try HostFiles.readText(folder + "/a") == "old")
            await #expect(throws: HostError.self) { try await make(.tar, .gzip, [], at: folder) }
            #expect(try HostFiles.list(folder) == ["a"])
        }
    }

    @Test func `cancellation ends the work and leaves nothing`() async throws {
        try await withTemporaryDirectory { folder in
            // A hole of a size that no machine compresses in the time of a test, behind what fills the first blocks.
            try HostFiles.write(RandomBytes.bytes(count: 8 << 20), to: folder + "/noise")
            _ = try await output("truncate", ["-s", "4T", folder + "/huge"])
            let entries = ["noise", "huge"].map { ArchiveEntry(name: $0, content: .file(folder + "/" + $0)) }
            let (begun, continuation) = AsyncStream<String>.makeStream()
            let witness = TemporaryPath.Witness {
                continuation.yield($0)
            } end: { _ in
            }
            let work = TemporaryPath.$witness.withValue(witness) {
                Task {
                    let recipe = ArchiveRecipe(format: .init(container: .tar, compression: .xz), level: 1)
                    try await recipe.make(entries, at: folder + "/a")
                }
            }
            let unfinished = try #require(await begun.first { _ in true })
            try await waitForText(in: unfinished) { !$0.isEmpty }
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            #expect(try HostFiles.list(folder) == ["huge", "noise"])
        }
    }

    @Test func `progress goes up to the whole, once a percent`() async throws {
        try await withTemporaryDirectory { folder in
            _ = try await output("truncate", ["-s", "500M", folder + "/disk"])
            let told = ToldProgress()
            let recipe = ArchiveRecipe(format: .init(container: nil, compression: .gzip))
            try await recipe.make([.init(name: "disk", content: .file(folder + "/disk"))], at: folder + "/a") {
                told.add($0, $1)
            }
            let values = told.values
            #expect(values.count == 100)
            #expect(values == values.sorted())
            #expect(values.last == 500 << 20)
            #expect(told.totals == [500 << 20])
        }
    }
}
