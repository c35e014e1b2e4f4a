import AsyncSupport
import Cryptography
import HTTP
import HostOS
import XMLText

/// A file to a bucket: at once, or in parts, each of which can be sent again by itself.
struct S3Upload {
    let transfer: UploadTransfer
    let store: S3Store
    let key: String

    private var address: String { store.address(key) }
    private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    func run() async throws {
        if transfer.size <= transfer.options.partSize {
            _ = try await put(0..<transfer.size, query: [])
        } else {
            try await putParts()
        }
        transfer.progress(transfer.size)
        guard transfer.options.verifies else { return }
        let answer = try await transfer.send(to: address) {
            try store.request("HEAD", key, payloadHash: Self.nothing)
        }
        guard answer.header("content-length") == "\(transfer.size)" else {
            throw transfer.failure(
                address,
                "\(transfer.size) bytes were sent, but the server has \(answer.header("content-length") ?? "none")")
        }
    }

    /// The server checks what it gets against the hash.
    private func put(_ range: Range<Int64>, query: [(name: String, value: String)]) async throws -> HTTPResponse {
        let hash = try await FileDigest.hexadecimal(of: transfer.file, .sha256, in: range)
        return try await transfer.send(to: address, from: range.lowerBound) {
            var request = try store.request("PUT", key, query: query, payloadHash: hash)
            request.file = .init(path: transfer.file, range: range)
            return request
        }
    }

    private func putParts() async throws {
        let begun = try await transfer.send(to: address) {
            try store.request("POST", key, query: [("uploads", "")], payloadHash: Self.nothing)
        }
        guard let identifier = S3Answer(begun).text(of: "UploadId") else {
            throw transfer.failure(address, "the server's answer names no upload")
        }
        do {
            var tags: [String] = []
            for range in Self.parts(of: transfer.size, partSize: transfer.options.partSize) {
                tags.append(try await putPart(range, number: tags.count + 1, of: identifier))
            }
            try await complete(identifier, tags)
        } catch {
            await abort(identifier)
            throw error
        }
    }

    /// A service takes no more than 10,000 parts.
    static func parts(of size: Int64, partSize: Int64) -> [Range<Int64>] {
        let size = max(size, 1)
        let least = (size + 9_999) / 10_000
        let step = max(partSize, least)
        return stride(from: 0, to: size, by: Int64.Stride(step)).map { $0..<min($0 + step, size) }
    }

    private func putPart(_ range: Range<Int64>, number: Int, of identifier: String) async throws -> String {
        let answer = try await put(range, query: [("partNumber", "\(number)"), ("uploadId", identifier)])
        guard let tag = answer.header("etag") else {
            throw transfer.failure(address, "the server gave part \(number) no ETag")
        }
        return tag
    }

    private func complete(_ identifier: String, _ tags: [String]) async throws {
        let parts = tags.enumerated().map { index, tag in
            "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(XMLCharacters.escapedReplacing(tag))</ETag></Part>"
        }
        let body = Array("<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>".utf8)
        let hash = try Digest.hex(of: body, .sha256)
        let response = try await transfer.send(to: address) {
            var request = try store.request("POST", key, query: [("uploadId", identifier)], payloadHash: hash)
            request.headers.append(("Content-Type", "application/xml"))
            request.body = body
            return request
        }
        // A failure while the parts are put together comes with a status of success.
        let answer = S3Answer(response)
        guard !answer.isError else {
            throw transfer.failure(
                address, answer.text(of: "Message") ?? "the server could not put the parts together")
        }
    }

    /// Parts that stay would cost their owner money.
    private func abort(_ identifier: String) async {
        let transfer = transfer
        let store = store
        let key = key
        let address = address
        // The first failure says more than one of cleaning up.
        _ = await withUncancelled {
            try await transfer.send(to: address) {
                try store.request("DELETE", key, query: [("uploadId", identifier)], payloadHash: Self.nothing)
            }
        }
    }
}
