import BuildEvents
import Cryptography
import Diagnostics
import Downloads
import HTTP
import HostOS
import TestSupport
import Testing

/// Downloads from nginx.
@Suite(.enabled(if: NginxFixture.isInstalled, "nginx is not installed")) struct RealServerTests {
    private static let content = String(repeating: "installer ", count: 20_000)
    private static var sum: String { get throws { try Digest.hex(of: content.utf8, .sha256) } }

    /// Tells when something has come of a download.
    private final class Progressing: EventSink {
        let arrivals: AsyncStream<Void>
        private let arrived: AsyncStream<Void>.Continuation

        init() {
            (arrivals, arrived) = AsyncStream.makeStream()
        }

        func emit(_ event: BuildEvent) {
            guard case .progress(let progress) = event.kind, progress.completed > 0 else { return }
            arrived.yield()
        }
    }

    private func source(_ location: String, _ checksum: String, _ server: NginxFixture) throws -> ISOSource {
        ISOSource(
            locations: [location], checksum: try ChecksumSource(checksum), cacheDirectory: server.folder + "/cache",
            baseDirectory: server.folder)
    }

    private func withFile(_ name: String = "a.iso", _ body: (NginxFixture) async throws -> Void) async throws {
        try await NginxFixture.with { server in
            try HostFiles.write(Self.content, to: server.folder + "/www/" + name)
            try await body(server)
        }
    }

    private let log = BuildLog(build: nil, sink: Progressing())

    @Test func `a download that was cancelled goes on where it stopped`() async throws {
        try await withFile { server in
            let sink = Progressing()
            let slow = try source(server.base + "/slow/a.iso", Self.sum, server)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await slow.fetch(log: BuildLog(build: nil, sink: sink))
                    }
                }
                for await _ in sink.arrivals { break }
                group.cancelAll()
            }
            let quick = try source(server.base + "/a.iso", Self.sum, server)
            let path = try await quick.fetch(log: log)
            #expect(try HostFiles.readText(path) == Self.content)
            // nginx writes its line about the first after the second may have been answered.
            #expect(try server.statuses().contains("206"))
        }
    }

    @Test func `a server that wants a login gets it, and is named without it`() async throws {
        try await withFile { server in
            let place = "127.0.0.1:\(server.port)/closed/a.iso"
            let open = try source("http://ada:open@" + place, Self.sum, server)
            let path = try await open.fetch(log: log)
            #expect(try HostFiles.readText(path) == Self.content)
            var stranger = try source("http://" + place, "none", server)
            let error = try await #require(throws: HTTPError.self) { try await stranger.fetch(log: log) }
            #expect(error.reason == "the server answered 401")
            #expect(error.diagnostic.advice.first?.contains("~/.netrc") == true)
            stranger.headers = ["Authorization": "Basic YWRhOm9wZW4="]
            let other = try await stranger.fetch(log: log)
            #expect(try HostFiles.readText(other) == Self.content)
        }
    }

    @Test func `a redirection to HTTPS is followed if the certificate is trusted`() async throws {
        try await withFile { server in
            var download = HTTPDownload(url: server.base + "/moved/a.iso", target: server.folder + "/got")
            let error = try await #require(throws: HTTPError.self) { try await download.run() }
            #expect(error.diagnostic.advice.first?.contains("SSL_CERT_FILE") == true, "\(error)")
            #expect(try HostFiles.size(server.folder + "/got") == 0)
            download.certificateFile = server.certificate
            try await download.run()
            #expect(try HostFiles.readText(server.folder + "/got") == Self.content)
        }
    }

    @Test func `redirections without end and missing files leave nothing behind`() async throws {
        try await withFile { server in
            for (path, words) in [("/round/a", "redirect"), ("/missing.iso", "the server answered 404")] {
                let source = try self.source(server.base + path, "none", server)
                let error = try await #require(throws: HTTPError.self) { try await source.fetch(log: log) }
                #expect(error.reason.lowercased().contains(words), "\(error)")
            }
            #expect(try HostFiles.list(server.folder + "/cache").allSatisfy { $0.hasSuffix(".lock") })
        }
    }

    @Test func `names with blanks are found in a list of many`() async throws {
        try await withFile("a b.iso") { server in
            let list = "\(String(repeating: "1", count: 64)) *b.iso\r\n\(try Self.sum) *isos/a b.iso\r\n"
            try HostFiles.write(list, to: server.folder + "/www/SHA256SUMS")
            let source = try self.source(server.base + "/a%20b.iso?x=1", "file:\(server.base)/SHA256SUMS", server)
            let path = try await source.fetch(log: log)
            #expect(try HostFiles.readText(path) == Self.content)
            let local = try self.source(
                "file://\(server.folder)/www/a%20b.iso", "file:\(server.folder)/www/SHA256SUMS", server)
            let inPlace = try await local.fetch(log: log)
            #expect(inPlace == server.folder + "/www/a b.iso")
        }
    }

    @Test func `a download goes into the folder or to the file that the template names`() async throws {
        try await withFile { server in
            try HostFiles.createDirectory(server.folder + "/isos")
            var source = try self.source(server.base + "/a.iso", Self.sum, server)
            source.targetPath = "isos"
            source.targetExtension = "img"
            let name = try Digest.hex(of: Self.sum.utf8, .sha1) + ".img"
            let inFolder = try await source.fetch(log: log)
            #expect(inFolder == server.folder + "/isos/" + name)
            source.targetPath = "new/a.iso"
            let file = try await source.fetch(log: log)
            #expect(file == server.folder + "/new/a.iso")
            #expect(try HostFiles.readText(file) == Self.content)
        }
    }
}
