import BuildEvents
import Cryptography
import Downloads
import HTTP
import HostOS
import Testing

/// Images that their publisher has packed, by the tools that publishers use.
@Suite struct PackedImageTests {
    /// Zeros at both ends, as disks have them, and more than one piece.
    private static let disk: [UInt8] = {
        let text = Array(String(repeating: "partition ", count: 100_000).utf8)
        return [UInt8](repeating: 0, count: 256 << 10) + text + [UInt8](repeating: 0, count: (256 << 10) + 5)
    }()

    private struct NoSink: EventSink {
        func emit(_ event: BuildEvent) {}
    }
    private static let log = BuildLog(build: nil, sink: NoSink())

    private func run(_ words: [String], in folder: String) async throws {
        let result = try await runProcess("sh", ["-c", "cd \"$0\" && exec \"$@\"", folder] + words)
        try #require(result.exit.isSuccess, "\(words) \(result.errorText)")
    }

    private func source(_ location: String, _ checksum: String, in folder: String) throws -> ISOSource {
        ISOSource(
            locations: [location], checksum: try ChecksumSource(checksum), targetExtension: "img",
            cacheDirectory: folder + "/cache", baseDirectory: folder)
    }

    @Test(
        "a packed image is unpacked, whatever its name says",
        arguments: [
            ["gzip", "disk"], ["xz", "-T1", "disk"], ["bzip2", "disk"], ["zstd", "-q", "--rm", "disk"],
            ["lz4", "-q", "disk", "packed"], ["zip", "-q", "packed", "disk"], ["tar", "czf", "packed", "disk"],
        ])
    func packings(words: [String]) async throws {
        guard HostEnvironment.find(executable: words[0]) != nil else { return }
        try await withTemporaryDirectory { folder in
            try HostFiles.write(Self.disk, to: folder + "/disk")
            try await run(words, in: folder)
            let packed = try #require(try HostFiles.list(folder).first { $0 != "disk" })
            let source = try self.source(packed, "none", in: folder)
            let path = try await source.fetch(log: Self.log)
            #expect(path.hasPrefix(folder + "/cache/") && path.hasSuffix(".img"))
            #expect(try HostFiles.read(path) == Self.disk)
            // What is only zeros takes no room.
            #expect(try HostFiles.allocatedSize(path) < Int64(Self.disk.count - (384 << 10)))
            #expect(try await source.fetch(log: Self.log) == path)
        }
    }

    @Test func thePackedFileIsWhatIsCheckedAndWhatIsKept() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.createDirectory(folder + "/www")
            try HostFiles.write(Self.disk, to: folder + "/www/disk")
            try await run(["gzip", "www/disk"], in: folder)
            let sum = try #require(try await checksum(ofFile: folder + "/www/disk.gz", .sha256)).hex
            let statuses = try await withGuestFileServer(.directory(folder + "/www"), ports: 20_000...50_000) {
                let base = "http://127.0.0.1:\($0.port)/disk.gz"
                let path = try await source(base, sum, in: folder).fetch(log: Self.log)
                #expect(try HostFiles.read(path) == Self.disk)
                let asItIs = try await source(base + "?archive=false", sum, in: folder).fetch(log: Self.log)
                return try HostFiles.size(asItIs)
            }
            #expect(try statuses == HostFiles.size(folder + "/www/disk.gz"))
            let entries = try DownloadCache(directory: folder + "/cache").entries()
            #expect(entries.compactMap(\.origin).filter { $0.hasSuffix("disk.gz (unpacked)") }.count == 1)
            #expect(entries.count == 3)
        }
    }

    @Test func thePeerFindsNoPackedFileWhereItKeepsWhatWasInIt() async throws {
        let sum = try #require(Checksum(.sha256, hex: String(repeating: "0", count: 64)))
        let source = try self.source("", "none", in: "/")
        let name = try source.cacheName(for: "http://h/a.img", sum)
        #expect(try source.cacheName(for: "http://h/a.img.xz?archive=false", sum) == name)
        #expect(try source.cacheName(for: "http://h/a.img.xz?x=1", sum) != name)
    }

    @Test func anArchiveOfSeveralFilesAndADamagedOneAreNamed() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write(Self.disk, to: folder + "/disk")
            try HostFiles.write("words", to: folder + "/README")
            try await run(["tar", "czf", "two.tar.gz", "disk", "README"], in: folder)
            let two = await #expect(throws: (any Error).self) {
                try await source("two.tar.gz", "none", in: folder).fetch(log: Self.log)
            }
            #expect(
                "\(two.map { "\($0)" } ?? "")".contains("cannot unpack \(folder)/two.tar.gz: there is more than one"))
            try await run(["gzip", "disk"], in: folder)
            try HostFiles.write(HostFiles.read(folder + "/disk.gz").dropLast(100), to: folder + "/damaged")
            await #expect(throws: (any Error).self) {
                try await source("damaged", "none", in: folder).fetch(log: Self.log)
            }
            #expect(try HostFiles.list(folder + "/cache").allSatisfy { $0.hasSuffix(".lock") || $0 == "downloads" })
        }
    }
}
