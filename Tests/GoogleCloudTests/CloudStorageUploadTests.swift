import HostOS
import Synchronization
import TestSupport
import Testing

@testable import GoogleCloud

@Suite struct CloudStorageUploadTests {
    @Test(.enabled(if: CloudStorageServer.isHere, "fake-gcs-server is not here: scripts/test makes build/python"))
    func `a file goes to a bucket in chunks and is what it was`() async throws {
        try await withTemporaryDirectory { folder in
            let bytes = (0..<(3 << 20) + 5).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 11) }
            try HostFiles.write(bytes, to: folder + "/file")
            try await CloudStorageServer.run(bucket: "images") { server in
                var access = GoogleFixture.access("")
                access.endpoints = [:]
                access.environment = ["STORAGE_EMULATOR_HOST": server.address]
                let client = GoogleClient(access)
                var upload = CloudStorageUpload(folder + "/file", to: "images", object: "a b/c.tar.gz", client: client)
                upload.chunkSize = 1 << 20
                let told = Mutex<Int64>(0)
                upload.progress = { done in told.withLock { $0 = max($0, done) } }
                try await upload.run()
                #expect(told.withLock { $0 } == Int64(bytes.count))
                #expect(try await server.object("a b/c.tar.gz", in: "images") == bytes)
                try await client.removeObject("a b/c.tar.gz", from: "images")
                try await client.removeObject("a b/c.tar.gz", from: "images")
                #expect(try await server.object("a b/c.tar.gz", in: "images") == nil)

                let missing = CloudStorageUpload(folder + "/file", to: "nobodys", object: "x", client: client)
                let error = await #expect(throws: GoogleError.self) { try await missing.run() }
                #expect(error?.status == 404)
            }
        }
    }

    /// A server that takes half of a chunk, stumbles, and tells what it has.
    @Test func `an upload goes on where it was interrupted`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("0123456789", to: folder + "/file")
            let calls = Mutex(0)
            let md5 = "eB5eJF1ptWaXm4bijSPyxw=="
            try await APIServer.run(answering: { request in
                if request.line.hasPrefix("POST /upload") {
                    return .init(headers: ["Location: http://\(request.headers["host"] ?? "")/session"])
                }
                switch (
                    request.headers["content-range"],
                    calls.withLock {
                        $0 += 1; return $0
                    }
                ) {
                case ("bytes 0-5/10", _): return .init(status: 503)
                case ("bytes */10", _): return .init(status: 308, headers: ["Range: bytes=0-2"])
                case ("bytes 3-8/10", _): return .init(status: 308, headers: ["Range: bytes=0-8"])
                case ("bytes 9-9/10", _): return .init(body: "{\"size\": \"10\", \"md5Hash\": \"\(md5)\"}")
                default: return .init(status: 400)
                }
            }) { server in
                let client = GoogleClient(GoogleFixture.access(server.address))
                var upload = CloudStorageUpload(folder + "/file", to: "b", object: "o", client: client)
                upload.chunkSize = 6
                try await upload.run()
                #expect(server.received.map(\.body.count).dropFirst() == [6, 0, 6, 1])
                #expect(server.received.allSatisfy { $0.headers["authorization"] == "Bearer token-1" })
            }
        }
    }

    @Test(arguments: [
        (#"{"size": "9"}"#, "3 bytes were sent, but the server has 9"),
        (#"{"size": "3", "md5Hash": "AAAAAAAAAAAAAAAAAAAAAA=="}"#, "differs from the file by its MD5"),
    ])
    func `what was stored otherwise is found out`(answer: String, words: String) async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("abc", to: folder + "/file")
            try await APIServer.run(answering: { request in
                request.line.hasPrefix("POST")
                    ? .init(headers: ["Location: http://\(request.headers["host"] ?? "")/session"])
                    : .init(body: answer)
            }) { server in
                let client = GoogleClient(GoogleFixture.access(server.address))
                let upload = CloudStorageUpload(folder + "/file", to: "b", object: "o", client: client)
                let error = await #expect(throws: GoogleError.self) { try await upload.run() }
                #expect(error?.reason.contains(words) == true)
            }
        }
    }

    @Test func `a refused upload is taken back, and no token goes to another server`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("abc", to: folder + "/file")
            try await APIServer.run { line in
                line.hasPrefix("PUT")
                    ? .init(status: 403, body: #"{"error": {"message": "no room"}}"#) : .init(status: 499)
            } _: { other in
                let session = "Location: \(other.address)/session"
                try await APIServer.run { _ in
                    .init(headers: [session])
                } _: { server in
                    let client = GoogleClient(GoogleFixture.access(server.address))
                    let upload = CloudStorageUpload(folder + "/file", to: "b", object: "o", client: client)
                    let error = await #expect(throws: GoogleError.self) { try await upload.run() }
                    #expect(error?.reason == "no room")
                    #expect(other.received.map { $0.line.prefix(6) } == ["PUT /s", "DELETE"])
                    #expect(other.received.allSatisfy { $0.headers["authorization"] == nil })
                }
            }
        }
    }

    @Test(arguments: [(nil, 0), ("bytes=0-4", 5)] as [(String?, Int64)])
    func `a server's range tells how far it is`(header: String?, reached: Int64) throws {
        #expect(try CloudStorageUpload.reached(header, 10) == reached)
    }

    @Test(arguments: ["bytes=0-10", "bytes=0--4", "x", "bytes=0-99999999999999999999"])
    func `a range that cannot be is refused`(header: String) {
        #expect(throws: GoogleError.self) { try CloudStorageUpload.reached(header, 10) }
    }
}
