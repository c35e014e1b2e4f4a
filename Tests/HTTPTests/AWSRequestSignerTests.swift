import Testing

@testable import HTTP

/// The requests and signatures that Amazon S3's "Authenticating requests (AWS Signature Version 4)" shows.
@Suite struct AWSRequestSignerTests {
    private static let signer = AWSRequestSigner(
        accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region: "us-east-1", service: "s3")
    private static let host = "examplebucket.s3.amazonaws.com"
    private static let time = "20130524T000000Z"
    private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private func signature(_ request: AWSRequestSigner.Request) throws -> String {
        let header = try Self.signer.authorization(request, time: Self.time)
        return String(try #require(header.split(separator: "Signature=").last))
    }

    private func headers(_ hash: String) -> [(name: String, value: String)] {
        [("Host", Self.host), ("x-amz-content-sha256", hash), ("x-amz-date", Self.time)]
    }

    @Test func `a part of an object`() throws {
        let request = AWSRequestSigner.Request(
            method: "GET", path: "/test.txt", headers: headers(Self.nothing) + [("Range", "bytes=0-9")],
            payloadHash: Self.nothing)
        #expect(try signature(request) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        let header = try Self.signer.authorization(request, time: Self.time)
        #expect(
            header.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                    + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature="))
    }

    @Test func `an object to be stored`() throws {
        let hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
        let request = AWSRequestSigner.Request(
            method: "PUT", path: "/" + percentEncoded("test$file.text"),
            headers: headers(hash) + [
                ("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ], payloadHash: hash)
        #expect(try signature(request) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test(arguments: [
        ([("lifecycle", "")], "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        (
            [("prefix", "J"), ("max-keys", "2")],
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        ),
    ])
    func `queries`(query: [(String, String)], signature: String) throws {
        let request = AWSRequestSigner.Request(
            method: "GET", path: "/", query: query.map { (name: $0.0, value: $0.1) },
            headers: headers(Self.nothing), payloadHash: Self.nothing)
        #expect(try self.signature(request) == signature)
    }

    @Test func `only unreserved characters stand for themselves`() {
        #expect(percentEncoded("a/b c~é") == "a%2Fb%20c~%C3%A9")
        #expect(percentEncoded("a/b c", keepingSlashes: true) == "a/b%20c")
    }
}
