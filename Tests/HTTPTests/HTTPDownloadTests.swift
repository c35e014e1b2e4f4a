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

    @Test(
        "credentials are masked",
        arguments: [
            ("http://u:p@h/x", "http://<sensitive>@h/x"), ("http://h/x@y", "http://h/x@y"), ("plain", "plain"),
        ])
    func masking(url: String, expected: String) {
        #expect(maskingCredentials(url) == expected)
    }
}
