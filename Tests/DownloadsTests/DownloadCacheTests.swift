import BuildEvents
import Cryptography
import Downloads
import HTTP
import HostOS
import Testing

@Suite struct DownloadCacheTests {
    private struct NoSink: EventSink {
        func emit(_ event: BuildEvent) {}
    }

    private static let name = String(repeating: "a", count: 40) + ".iso"

    @Test func `a download is noted with where it came from`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.createDirectory(folder + "/www")
            try HostFiles.write("installer", to: folder + "/www/a.iso")
            let sum = try Digest.hex(of: "installer".utf8, .sha256)
            let cache = DownloadCache(directory: folder + "/cache")
            #expect(try cache.entries() == [])
            try await withGuestFileServer(.directory(folder + "/www"), ports: 20_000...50_000) { server in
                let address = "127.0.0.1:\(server.port)/a.iso"
                let source = ISOSource(
                    locations: ["http://user:word@" + address], checksum: try ChecksumSource(sum),
                    cacheDirectory: cache.directory)
                let path = try await source.fetch(log: BuildLog(build: nil, sink: NoSink()))
                let entry = try #require(try cache.entries().first)
                #expect(entry.name == HostPath.basename(path))
                #expect(entry.size == 9)
                #expect(entry.origin == "http://<sensitive>@" + address)
                #expect(entry.checksum == "sha256:" + sum)
                #expect(!entry.isPartial)
            }
        }
    }

    @Test func `only files of downloads are in it`() async throws {
        try await withTemporaryDirectory { folder in
            for name in [Self.name, Self.name + ".lock", "kvm-probe", "downloads"] {
                try HostFiles.write("x", to: HostPath.join(folder, name))
            }
            try HostFiles.write("x", to: HostPath.join(folder, String(repeating: "b", count: 40) + ".iso.part"))
            let entries = try DownloadCache(directory: folder).entries()
            #expect(entries.map(\.isPartial).sorted { !$0 && $1 } == [false, true])
        }
    }

    @Test func `what was not used for long goes, with its note`() async throws {
        try await withTemporaryDirectory { folder in
            let cache = DownloadCache(directory: folder)
            try HostFiles.write("x", to: HostPath.join(folder, Self.name))
            try cache.note(Self.name, origin: "http://h/a.iso", checksum: nil)
            let now = HostClock.wallSeconds
            #expect(try cache.prune(unusedSince: now - 100) == [])
            #expect(try cache.prune(unusedSince: now + 1, isDryRun: true).count == 1)
            #expect(try cache.prune(unusedSince: now + 1).map(\.origin) == ["http://h/a.iso"])
            #expect(try HostFiles.walk(folder).map(\.path) == ["downloads"])
        }
    }

    @Test func `what a build is fetching stays`() async throws {
        try await withTemporaryDirectory { folder in
            let path = HostPath.join(folder, Self.name)
            try HostFiles.write("x", to: path + ".part")
            let cache = DownloadCache(directory: folder)
            let removed = try await withFileLock(path + ".lock") {
                try cache.prune(unusedSince: HostClock.wallSeconds + 1)
            }
            #expect(removed == [])
            #expect(try cache.prune(unusedSince: HostClock.wallSeconds + 1).count == 1)
        }
    }
}
