import BuildEvents
import Cryptography
import Downloads
import HTTP
import HostOS
import Synchronization
import Testing

@Suite struct ISOSourceTests {
    private struct Scene: Sendable {
        let folder: String
        let base: String
        let log: BuildLog
        let requests: Requests
        var cache: String { folder + "/cache" }

        func source(_ locations: [String], _ checksum: String) throws -> ISOSource {
            ISOSource(
                locations: locations, checksum: try ChecksumSource(checksum), cacheDirectory: cache,
                baseDirectory: folder)
        }
    }

    private final class Requests: Sendable {
        private let records = Mutex<[AccessRecord]>([])
        func add(_ record: AccessRecord) { records.withLock { $0.append(record) } }
        var statuses: [Int] { records.withLock { $0.map(\.status) } }
    }

    private struct NoSink: EventSink {
        func emit(_ event: BuildEvent) {}
    }

    private static let content = String(repeating: "installer", count: 1000)

    private func withScene(_ body: (Scene) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.createDirectory(folder + "/www")
            try HostFiles.write(Self.content, to: folder + "/www/a.iso")
            let sum = try Digest.hex(of: Self.content.utf8, .sha256)
            try HostFiles.write("\(sum)  a.iso\n", to: folder + "/www/SHA256SUMS")
            let requests = Requests()
            try await withGuestFileServer(
                .directory(folder + "/www"), ports: 20_000...50_000, onRequest: { requests.add($0) }
            ) { server in
                let base = "http://127.0.0.1:\(server.port)"
                try await body(
                    Scene(folder: folder, base: base, log: BuildLog(build: nil, sink: NoSink()), requests: requests))
            }
        }
    }

    private var sum: String {
        get throws { try Digest.hex(of: Self.content.utf8, .sha256) }
    }

    @Test func aFileIsFetchedOnceAndThenReused() async throws {
        try await withScene { scene in
            let source = try scene.source([scene.base + "/a.iso"], "sha256:" + sum)
            let path = try await source.fetch(log: scene.log)
            #expect(path == scene.cache + "/" + (try Digest.hex(of: sum.utf8, .sha1)) + ".iso")
            #expect(try HostFiles.readText(path) == Self.content)
            #expect(try await source.fetch(log: scene.log) == path)
            #expect(scene.requests.statuses == [200])
        }
    }

    @Test func buildsSideBySideFetchOnce() async throws {
        try await withScene { scene in
            let source = try scene.source([scene.base + "/a.iso"], sum)
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<5 { group.addTask { try await source.fetch(log: scene.log) } }
                try await group.waitForAll()
            }
            #expect(scene.requests.statuses == [200])
        }
    }

    @Test func aWrongSumRemovesTheFileAndSaysBoth() async throws {
        try await withScene { scene in
            let wrong = String(repeating: "0", count: 64)
            let source = try scene.source([scene.base + "/a.iso"], wrong)
            let error = try await #require(throws: DownloadError.self) { try await source.fetch(log: scene.log) }
            #expect("\(error)".contains(wrong))
            #expect("\(error)".contains(try sum))
            #expect("\(error)".contains(scene.base + "/a.iso"))
            #expect(try HostFiles.list(scene.cache).allSatisfy { $0.hasSuffix(".lock") })
        }
    }

    @Test func anInterruptedDownloadIsResumed() async throws {
        try await withScene { scene in
            let source = try scene.source([scene.base + "/a.iso"], sum)
            let name = try Digest.hex(of: sum.utf8, .sha1) + ".iso"
            try HostFiles.createDirectory(scene.cache)
            try HostFiles.write(Self.content.utf8.prefix(4000), to: scene.cache + "/" + name + ".part")
            #expect(try HostFiles.readText(try await source.fetch(log: scene.log)) == Self.content)
            #expect(scene.requests.statuses == [206])
        }
    }

    @Test func aBeginningOfAnotherFileCostsNoMoreThanTime() async throws {
        try await withScene { scene in
            let source = try scene.source([scene.base + "/a.iso"], sum)
            let name = try Digest.hex(of: sum.utf8, .sha1) + ".iso"
            try HostFiles.createDirectory(scene.cache)
            try HostFiles.write(String(repeating: "former", count: 100), to: scene.cache + "/" + name + ".part")
            #expect(try HostFiles.readText(try await source.fetch(log: scene.log)) == Self.content)
            #expect(scene.requests.statuses == [206, 200])
        }
    }

    @Test func theNextMirrorIsTriedAndAllReasonsAreTold() async throws {
        try await withScene { scene in
            let bad = try scene.source([scene.base + "/x.iso", "missing.iso"], sum)
            let error = try await #require(throws: DownloadError.self) { try await bad.fetch(log: scene.log) }
            #expect("\(error)".contains("cannot fetch \(scene.base)/x.iso: the server answered 404"))
            #expect("\(error)".contains("cannot read \(scene.folder)/missing.iso: no such file or directory"))
            let good = try scene.source([scene.base + "/missing.iso", scene.base + "/a.iso"], sum)
            #expect(try HostFiles.readText(try await good.fetch(log: scene.log)) == Self.content)
        }
    }

    @Test func aListOfSumsIsFetchedAndMatched() async throws {
        try await withScene { scene in
            let source = try scene.source([scene.base + "/a.iso"], "file:" + scene.base + "/SHA256SUMS")
            #expect(try HostFiles.readText(try await source.fetch(log: scene.log)) == Self.content)
        }
    }

    @Test("a local file is used in place", arguments: ["www/a.iso", "file://FOLDER/www/a.iso", "FOLDER/www/a.iso"])
    func localFiles(form: String) async throws {
        try await withScene { scene in
            let location = form.split(separator: "FOLDER", omittingEmptySubsequences: false).joined(
                separator: scene.folder)
            let source = try scene.source([location], sum)
            #expect(try await source.fetch(log: scene.log) == scene.folder + "/www/a.iso")
            let wrong = try scene.source([location], String(repeating: "0", count: 64))
            await #expect(throws: DownloadError.self) { try await wrong.fetch(log: scene.log) }
            #expect(HostFiles.exists(scene.folder + "/www/a.iso"))
        }
    }

    @Test func theTargetPathIsKept() async throws {
        try await withScene { scene in
            var source = try scene.source([scene.base + "/a.iso"], "none")
            source.targetPath = "mine/disk.img"
            #expect(try await source.fetch(log: scene.log) == scene.folder + "/mine/disk.img")
        }
    }

    @Test func credentialsAreNotShown() async throws {
        try await withScene { scene in
            let url = "http://user:geheim@" + scene.base.dropFirst(7) + "/missing.iso"
            let source = try scene.source([url], "none")
            let error = try await #require(throws: HTTPError.self) { try await source.fetch(log: scene.log) }
            #expect(!"\(error)".contains("geheim"))
        }
    }
}
