import AsyncSupport
import Cryptography
import HTTP
import HostOS
import XMLText

/// A file to a bucket: at once, or in parts, each of which can be sent again by itself.
package struct S3Upload: Sendable {
    package let bucket: S3Bucket
    package let key: String
    package let file: String
    /// Bytes.
    package var partSize: Int64
    /// More headers of the object, such as those of its encryption.
    package var headers: [(name: String, value: String)] = []
    /// Whether the server is asked for the size of what it got.
    package var verifies = true
    /// Is told bytes that the server took.
    package var progress: @Sendable (Int64) -> Void = { _ in }

    package init(_ file: String, to bucket: S3Bucket, key: String, partSize: Int64 = 64 << 20) {
        self.file = file
        self.bucket = bucket
        self.key = key
        self.partSize = partSize
    }

    /// Sends the file; what was sent of one that fails or is cancelled is taken back.
    ///
    /// - Throws: `AWSError`, `HostError`, `CancellationError`.
    package func run() async throws {
        let size = try HostFiles.size(file)
        if size <= partSize {
            _ = try await put(0..<size, query: [], headers: headers)
        } else {
            try await putParts(size)
        }
        progress(size)
        guard verifies else { return }
        let stored = try await bucket.size(of: key)
        guard stored == size else {
            throw failure("\(size) bytes were sent, but the server has \(stored.map(String.init) ?? "none")")
        }
    }

    private func failure(_ reason: String) -> AWSError {
        AWSError(request: "S3 PUT s3://\(bucket.name)/\(key)", reason: reason)
    }

    /// The server checks what it gets against the hash.
    private func put(
        _ range: Range<Int64>, query: [(name: String, value: String)], headers: [(name: String, value: String)] = []
    ) async throws -> HTTPResponse {
        let part = HTTPRequest.FilePart(path: file, range: range)
        var request = bucket.request("PUT", key, query: query)
        request.payloadHash = Hexadecimal.text(try await part.digest(.sha256))
        request.file = part
        request.headers = headers
        request.timeout = .zero
        let progress = progress
        request.onSent = { progress(range.lowerBound + $0) }
        return try await bucket.send(request, key)
    }

    private func putParts(_ size: Int64) async throws {
        var begin = bucket.request("POST", key, query: [("uploads", "")])
        begin.headers = headers
        let begun = try await bucket.send(begin, key)
        guard let identifier = AWSAnswer(begun).text(of: "UploadId") else {
            throw failure("the server's answer names no upload")
        }
        do {
            var tags: [String] = []
            for range in Self.parts(of: size, partSize: partSize) {
                let number = "\(tags.count + 1)"
                let answer = try await put(range, query: [("partNumber", number), ("uploadId", identifier)])
                guard let tag = answer.header("etag") else { throw failure("the server gave part \(number) no ETag") }
                tags.append(tag)
            }
            try await complete(identifier, tags)
        } catch {
            await abort(identifier)
            throw error
        }
    }

    /// A service takes no more than 10,000 parts.
    package static func parts(of size: Int64, partSize: Int64) -> [Range<Int64>] {
        let size = max(size, 1)
        let least = (size + 9_999) / 10_000
        let step = max(partSize, least)
        return stride(from: 0, to: size, by: Int64.Stride(step)).map { $0..<min($0 + step, size) }
    }

    private func complete(_ identifier: String, _ tags: [String]) async throws {
        let parts = tags.enumerated().map { index, tag in
            "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(XMLCharacters.escapedReplacing(tag))</ETag></Part>"
        }
        var request = bucket.request("POST", key, query: [("uploadId", identifier)])
        request.headers = [("content-type", "application/xml")]
        request.body = Array("<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>".utf8)
        request.payloadHash = try Digest.hex(of: request.body, .sha256)
        // Large objects are put together for minutes, while the server sends nothing but now and then a blank.
        request.timeout = .seconds(900)
        request.stallTimeout = .zero
        let response = try await bucket.send(request, key)
        // A failure while the parts are put together comes with a status of success.
        guard !AWSAnswer(response).isError else {
            throw AWSError(request: "S3 PUT s3://\(bucket.name)/\(key)", response: response)
        }
    }

    /// Parts that stay would cost their owner money.
    private func abort(_ identifier: String) async {
        let bucket = bucket
        let key = key
        // The first failure says more than one of cleaning up.
        _ = await withUncancelled {
            try await bucket.send(bucket.request("DELETE", key, query: [("uploadId", identifier)]), key)
        }
    }
}
