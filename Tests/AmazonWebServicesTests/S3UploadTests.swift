import HTTP
import HostOS
import TestSupport
import Testing
import XMLText

@testable import AmazonWebServices

@Suite struct S3UploadTests {
    private func bucket(_ access: AWSAccess, _ name: String = "images") throws -> S3Bucket {
        try S3Bucket(name, access: access, credentials: AWSCredentialChain(access))
    }

    @Test func `parts are never more than ten thousand`() {
        let parts = S3Upload.parts(of: 1 << 40, partSize: 5 << 20)
        #expect(parts.count <= 10_000)
        #expect(parts.last?.upperBound == 1 << 40)
        #expect(S3Upload.parts(of: 11, partSize: 5) == [0..<5, 5..<10, 10..<11])
    }

    @Test(arguments: [
        ("images", "https://images.s3.eu-west-1.amazonaws.com/a%20b/c"),
        ("a.b", "https://s3.eu-west-1.amazonaws.com/a.b/a%20b/c"),
    ])
    func `a bucket has a host of its own where a certificate covers it`(name: String, address: String) throws {
        var access = AWSFixture.access("")
        access.environment = [:]
        #expect(try bucket(access, name).address("a b/c") == address)
    }

    @Test(.enabled(if: MotoServer.isHere, "moto is not here: scripts/test makes build/python"))
    func `files go to a server that checks signatures, small ones at once and large ones in parts`() async throws {
        try await withTemporaryDirectory { folder in
            let bytes = (0..<(6 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 11) }
            try HostFiles.write(bytes, to: folder + "/large")
            try HostFiles.write("abc", to: folder + "/small")
            try await MotoServer.run { moto in
                let keys = moto.keys
                let access = AWSFixture.access(moto.address, key: keys.access, secret: keys.secret)
                let bucket = try bucket(access, "images-of-uploads")
                try await moto.makeBucket(bucket.name)
                for (name, tag) in [("small", ""), ("large", "-2")] {
                    var upload = S3Upload(folder + "/" + name, to: bucket, key: "x y/\(name)", partSize: 5 << 20)
                    upload.headers = [("x-amz-server-side-encryption", "AES256")]
                    try await upload.run()
                    let head = try await bucket.send(bucket.request("HEAD", "x y/\(name)"), name)
                    #expect(head.header("x-amz-server-side-encryption") == "AES256")
                    #expect(head.header("etag")?.contains(tag) == true)
                }
                var get = bucket.request("GET", "x y/large")
                get.sizeLimit = 16 << 20
                #expect(try await bucket.send(get, "large").body == bytes)
                try await bucket.remove("x y/large")
                try await bucket.remove("x y/large")
                let error = await #expect(throws: AWSError.self) { try await bucket.size(of: "x y/large") }
                #expect(error?.status == 404)

                var wrong = AWSFixture.access(moto.address, key: keys.access, secret: "wrong")
                wrong.retries.count = 0
                let refused = S3Upload(folder + "/small", to: try self.bucket(wrong, bucket.name), key: "z")
                let refusal = await #expect(throws: AWSError.self) { try await refused.run() }
                #expect(refusal?.code == "SignatureDoesNotMatch")
                let missing = S3Upload(folder + "/small", to: try self.bucket(access, "nobodys"), key: "z")
                let absence = await #expect(throws: AWSError.self) { try await missing.run() }
                #expect(absence?.code == "NoSuchBucket" && absence?.advice.isEmpty == false)
            }
        }
    }

    @Test(.enabled(if: MotoServer.isHere, "moto is not here: scripts/test makes build/python"))
    func `what was sent of an upload that is cancelled is taken back`() async throws {
        try await withTemporaryDirectory { folder in
            _ = try await runProcess("truncate", ["-s", "16M", folder + "/large"])
            try await MotoServer.run { moto in
                let access = AWSFixture.access(moto.address, key: moto.keys.access, secret: moto.keys.secret)
                let bucket = try bucket(access, "images-cancelled")
                try await moto.makeBucket(bucket.name)
                let (sent, noteSent) = AsyncStream<Void>.makeStream()
                let task = Task {
                    var upload = S3Upload(folder + "/large", to: bucket, key: "large", partSize: 5 << 20)
                    // Told within the second part, or when that has gone.
                    upload.progress = { if $0 >= 5 << 20 { noteSent.yield() } }
                    try await upload.run()
                }
                for await _ in sent { break }
                task.cancel()
                // It may have come to its end just before.
                let outcome = await task.result
                var list = bucket.request("GET", "", query: [("uploads", "")])
                list.path = "/images-cancelled"
                let answer = AWSAnswer(try await bucket.send(list, ""))
                #expect(answer.root?.first { $0.name == "UploadId" } == nil)
                if case .failure(let error) = outcome { #expect(error is CancellationError) }
            }
        }
    }
}
