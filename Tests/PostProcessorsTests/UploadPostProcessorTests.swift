import ComponentAPI
import Cryptography
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import PostProcessors

@Suite struct UploadPostProcessorTests {
    private func process(
        _ values: [String: HCLValue], _ files: [String], events: NotedEvents = NotedEvents()
    ) async throws -> PostProcessed {
        let made = try ComponentFixture.make(UploadPostProcessor.type, values)
        let processor = try #require(made as? UploadPostProcessor)
        var options = processor.options
        options.firstPause = .zero
        return try await UploadPostProcessor(destination: processor.destination, options: options)
            .process(ArtifactFixture(files: files), log: events.log)
    }

    @Test func `files go to a folder by PUT, and the artifact stays`() async throws {
        try await withTemporaryDirectory { folder in
            for name in ["a b", "c"] { try HostFiles.write(name, to: folder + "/" + name) }
            try await UploadServer.run { request, _ in
                let length = "Content-Length: \(request.line.contains("%20") ? 3 : 1)\r\n"
                return request.line.hasPrefix("HEAD") ? (200, length, "") : (201, "", "")
            } _: { server in
                let result = try await process(
                    [
                        "destination": .string(server.address + "/x/{{.BuildName}}/"), "username": .string("me"),
                        "password": .string("secret"), "headers": .object(["X-More": .string("1")]),
                    ], [folder + "/a b", folder + "/c"])
                #expect(result.keepsInput && result.mustKeepInput)
                #expect(result.artifact?.files == [folder + "/a b", folder + "/c"])
                let received = server.received
                #expect(
                    received.map(\.line) == [
                        "PUT /x/base/a%20b HTTP/1.1", "HEAD /x/base/a%20b HTTP/1.1", "PUT /x/base/c HTTP/1.1",
                        "HEAD /x/base/c HTTP/1.1",
                    ])
                #expect(received[0].body == Array("a b".utf8))
                #expect(received[0].headers["authorization"] == "Basic bWU6c2VjcmV0")
                #expect(received[0].headers["x-more"] == "1")
            }
        }
    }

    @Test func `a server that stumbles is asked again, and one that refuses is not`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("abc", to: folder + "/a")
            try await UploadServer.run { _, number in
                number < 3 ? (503, "", "") : (200, number == 4 ? "Content-Length: 3\r\n" : "", "")
            } _: { server in
                _ = try await process(["destination": .string(server.address + "/a")], [folder + "/a"])
                #expect(server.received.map { $0.line.prefix(4) } == ["PUT ", "PUT ", "PUT ", "HEAD"])
                #expect(server.received[2].body == Array("abc".utf8))
            }
            try await UploadServer.run { _, _ in
                (403, "", "")
            } _: { server in
                let error = await #expect(throws: PostProcessorError.self) {
                    try await process(["destination": .string(server.address + "/a")], [folder + "/a"])
                }
                #expect(error?.description.hasSuffix("the server answered 403") == true)
                #expect(server.received.count == 1)
            }
        }
    }

    @Test func `a server that stored less is found out`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("abc", to: folder + "/a")
            try await UploadServer.run { request, _ in
                (200, request.line.hasPrefix("HEAD") ? "Content-Length: 2\r\n" : "", "")
            } _: { server in
                let error = await #expect(throws: PostProcessorError.self) {
                    try await process(["destination": .string(server.address + "/a")], [folder + "/a"])
                }
                #expect(error?.description.hasSuffix("3 bytes were sent, but the server has 2") == true)
            }
        }
    }

    @Test func `a large file goes to S3 in signed parts, and a failure takes them back`() async throws {
        try await withTemporaryDirectory { folder in
            _ = try await runProcess("truncate", ["-s", "6M", folder + "/a"])
            for fails in [false, true] {
                try await UploadServer.run { request, _ in
                    if request.line.hasPrefix("POST /images/a?uploads=") {
                        return (200, "", "<UploadId>I&amp;D</UploadId>")
                    }
                    if request.line.hasPrefix("HEAD") { return (200, "Content-Length: \(6 << 20)\r\n", "") }
                    if fails, request.line.contains("partNumber=2") { return (400, "", "<Code>Bad</Code>") }
                    return (200, "ETag: \"t\(request.body.count)\"\r\n", "<Fine/>")
                } _: { server in
                    let values: [String: HCLValue] = [
                        "destination": .string("s3://images/a"), "s3_endpoint": .string(server.address + "/"),
                        "access_key": .string("A"), "secret_key": .string("S"), "session_token": .string("T"),
                        "s3_part_size": .number(5),
                    ]
                    if fails {
                        let error = await #expect(throws: PostProcessorError.self) {
                            try await process(values, [folder + "/a"])
                        }
                        #expect(error?.description.hasSuffix(": Bad: the server answered 400") == true)
                        #expect(server.received.last?.line == "DELETE /images/a?uploadId=I%26D HTTP/1.1")
                        return
                    }
                    _ = try await process(values, [folder + "/a"])
                    let received = server.received
                    #expect(received.map(\.body.count).dropLast(2) == [0, 5 << 20, 1 << 20])
                    #expect(received[1].line == "PUT /images/a?partNumber=1&uploadId=I%26D HTTP/1.1")
                    #expect(
                        received[1].headers["x-amz-content-sha256"] == (try Digest.hex(of: received[1].body, .sha256)))
                    #expect(received.allSatisfy { $0.headers["x-amz-security-token"] == "T" })
                    #expect(
                        String(decoding: received[3].body, as: UTF8.self).contains(
                            "<PartNumber>2</PartNumber><ETag>&quot;t1048576&quot;</ETag>"))
                }
            }
        }
    }

    @Test(arguments: [
        ("s3://buc/a/b", UploadDestination.s3(bucket: "buc", key: "a/b"), false),
        ("s3://buc", .s3(bucket: "buc", key: ""), true), ("https://h/x/", .web("https://h/x/"), true),
        ("http://h", .web("http://h"), false),
    ])
    func `a destination is a server or a bucket`(
        text: String, destination: UploadDestination, isFolder: Bool
    ) throws {
        #expect(try UploadDestination(text) == destination)
        #expect(destination.isFolder == isFolder)
    }

    @Test(arguments: ["ftp://h/x", "https://", "https:///x", "s3://", "s3://UPPER/x", "s3://a_b/x", "", "x"])
    func `what is neither is refused`(text: String) {
        #expect(throws: PostProcessorError.self) { try UploadDestination(text) }
    }

    @Test(arguments: [
        ([:], "The argument \"destination\" is required"),
        (["destination": HCLValue.string("ftp://h")], "The destination \"ftp://h\" begins with neither"),
        (["destination": .string("s3://buc/")], "s3:// needs access_key and secret_key"),
        (["destination": .string("http://h/"), "s3_part_size": .number(4)], "s3_part_size must be from 5 to 5120."),
        (["destination": .string("http://h/"), "max_retries": .number(-1)], "max_retries must be 0 or more."),
        (
            ["destination": .string("http://h/"), "ca_file": .string("/no/such")],
            "ca_file \"/no/such\" does not exist."
        ),
        (["destination": .string("http://h/"), "s3_endpoint": .string("h")], "s3_endpoint must begin with"),
        (
            ["destination": .string("http://h/"), "headers": .object(["A": .string("b\r\nC: d")])],
            "The header \"A\" holds what no header can."
        ),
    ])
    func `bad options are told`(values: [String: HCLValue], complaint: String) throws {
        let complaints = try ComponentFixture.complaints(UploadPostProcessor.type, values)
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(complaint) == true, "\(complaints)")
    }

    @Test func `several files need a folder`() async throws {
        await #expect(throws: PostProcessorError.self) {
            try await process(["destination": .string("http://127.0.0.1:1/a")], ["/a", "/b"])
        }
    }
}
