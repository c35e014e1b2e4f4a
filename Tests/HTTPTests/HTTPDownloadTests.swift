import HTTP
import HostOS
import Testing

@Suite struct HTTPDownloadTests {
    /// Answers each connection with the next text and closes it.
    private func withAnswers(_ answers: [String], _ body: @escaping @Sendable (String) async throws -> Void)
        async throws
    {
        let listener = try SocketListener.tcp()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for answer in answers {
                    let client = try await listener.accept()
                    _ = try await client.read()
                    try await client.write(answer.utf8)
                    client.close()
                }
            }
            try await body("http://127.0.0.1:\(listener.port)")
            group.cancelAll()
        }
    }

    @Test func aServerThatDiesInTheMiddleIsResumed() async throws {
        try await withTemporaryDirectory { folder in
            let target = folder + "/file"
            try await withAnswers([
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123",
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\n456789",
            ]) { try await HTTPDownload(url: $0 + "/x", target: target).run() }
            #expect(try HostFiles.readText(target) == "0123456789")
        }
    }

    @Test func aServerWithoutRangesStartsAgain() async throws {
        try await withTemporaryDirectory { folder in
            let target = folder + "/file"
            try HostFiles.write("01", to: target)
            let whole = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n0123"
            try await withAnswers([whole, whole]) { try await HTTPDownload(url: $0 + "/x", target: target).run() }
            #expect(try HostFiles.readText(target) == "0123")
        }
    }

    /// Answers each connection with the text for its base address, and returns what was asked.
    private func requests(
        to listener: SocketListener, answers: [String]
    ) async throws -> [String] {
        var requests: [String] = []
        for answer in answers {
            let client = try await listener.accept()
            requests.append(String(decoding: try await client.read(), as: UTF8.self))
            try await client.write(answer.utf8)
            client.close()
        }
        return requests
    }

    @Test func headersGoToTheirOwnHostOnly() async throws {
        try await withTemporaryDirectory { folder in
            let (mine, other) = (try SocketListener.tcp(), try SocketListener.tcp())
            var download = HTTPDownload(url: "http://127.0.0.1:\(mine.port)/a", target: folder + "/file")
            download.headers = ["X-Token": "word"]
            let wanted = download
            func redirection(_ port: Int) -> String {
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:\(port)/b\r\nContent-Length: 4\r\n\r\nelse"
            }
            let away = [redirection(mine.port), redirection(other.port)]
            async let first = requests(to: mine, answers: away)
            async let second = requests(
                to: other, answers: ["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfile"])
            try await wanted.run()
            #expect(try await first.map { $0.contains("X-Token: word") } == [true, true])
            #expect(try await second.map { $0.contains("X-Token") } == [false])
            #expect(try HostFiles.readText(folder + "/file") == "file")
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Length: 9\r\n\r\n", nil),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "only as a whole"),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "the server answered 404"),
    ])
    func aServerTellsWhetherItHasRanges(answer: String, complaint: String?) async throws {
        try await withAnswers([answer]) { base in
            var support = RangeSupport(url: base + "/a.iso")
            support.timeout = .seconds(600)
            do {
                try await support.check()
                #expect(complaint == nil)
            } catch let error as HTTPError {
                #expect(complaint.map { error.reason.contains($0) } == true, "\(error)")
            }
        }
    }

    @Test func redirectionsLeadToNoLocalFile() async throws {
        try await withTemporaryDirectory { folder in
            try await withAnswers(["HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"]) {
                base in
                await #expect(throws: HTTPError.self) {
                    try await HTTPDownload(url: base + "/x", target: folder + "/file").run()
                }
            }
        }
    }

    @Test func cancellationEndsATransfer() async throws {
        try await withTemporaryDirectory { folder in
            try await withAnswers([]) { base in
                await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await HTTPDownload(url: base + "/x", target: folder + "/file").run() }
                    group.cancelAll()
                    await #expect(throws: CancellationError.self) { try await group.next() }
                }
            }
        }
    }

    @Test func aFullDiskIsNamed() async throws {
        try await withGuestFileServer(.texts(["/x": "content"]), ports: 20_000...50_000) { server in
            let error = try await #require(throws: HostError.self) {
                try await HTTPDownload(url: "http://127.0.0.1:\(server.port)/x", target: "/dev/full").run()
            }
            #expect("\(error)" == "cannot write /dev/full: no space left on device")
        }
    }
}
