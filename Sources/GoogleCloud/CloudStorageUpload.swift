import AsyncSupport
import Cryptography
import HTTP
import HostOS
import JSONText

/// A file to a bucket of Google Cloud Storage, by an upload that goes on where it was interrupted.
///
/// As in Google's "Performing resumable uploads": a session is begun, gets the file in chunks, and is asked how much
/// it has when one of them failed.
package struct CloudStorageUpload: Sendable {
    let client: GoogleClient
    package let bucket: String
    package let object: String
    package let file: String
    package var contentType = "application/octet-stream"
    /// Bytes; a multiple of 256 KiB.
    package var chunkSize: Int64 = 64 << 20
    /// Is told bytes that the server took.
    package var progress: @Sendable (Int64) -> Void = { _ in }

    package init(_ file: String, to bucket: String, object: String, client: GoogleClient) {
        self.file = file
        self.bucket = bucket
        self.object = object
        self.client = client
    }

    private var name: String { "Cloud Storage upload to gs://\(bucket)/\(object)" }
    private var base: String { client.access.endpoint(of: "storage") }

    /// Sends the file and compares what is there with it; an upload that fails or is cancelled leaves nothing.
    ///
    /// - Throws: `GoogleError`, `HostError`, `CancellationError`.
    package func run() async throws {
        let size = try HostFiles.size(file)
        let session = try await begin(size)
        let stored: JSONValue
        do {
            stored = try await sendChunks(size, to: session)
        } catch {
            let upload = self
            // The first failure says more than one of cleaning up.
            _ = await withUncancelled { try await upload.ask(session, "DELETE") }
            throw error
        }
        do {
            try await compare(stored, size)
        } catch {
            let (client, bucket, object) = (client, bucket, object)
            _ = await withUncancelled { try await client.removeObject(object, from: bucket) }
            throw error
        }
        progress(size)
    }

    /// The address of a new session.
    private func begin(_ size: Int64) async throws -> String {
        var request = HTTPRequest(
            url: "\(base)/upload/storage/v1/b/\(percentEncoded(bucket))/o?uploadType=resumable&name="
                + percentEncoded(object))
        request.method = "POST"
        request.headers = [
            ("Content-Type", "application/json"), ("X-Upload-Content-Type", contentType),
            ("X-Upload-Content-Length", "\(size)"),
        ]
        request.body = Array(JSONWriter().text(["name": .string(object), "contentType": .string(contentType)]).utf8)
        let response = try await client.send(request, as: name)
        guard let session = response.header("location"),
            session.hasPrefix("https://") || session.hasPrefix("http://") && base.hasPrefix("http://")
        else { throw GoogleError(request: name, reason: "the server's answer names no session") }
        return session
    }

    private func sendChunks(_ size: Int64, to session: String) async throws -> JSONValue {
        var offset: Int64 = 0
        var failures = 0
        var pause = client.access.retries.firstPause
        while true {
            // Once the server has everything, it is only asked for its answer.
            let part = offset..<min(offset + chunkSize, size)
            let response = try await attempt { try await put(part, of: size, to: session) }
            switch response.map(\.status) {
            case 200, 201:
                return try response.map { try GoogleClient.parsed($0, name) } ?? .null
            case 308:
                let reached = try Self.reached(response?.header("range"), size)
                if reached > offset { failures = -1 }
                offset = reached
            case let status?:
                guard HTTPRetries.isPassing(status) else { try refuse(response) }
            case nil: break
            }
            failures += 1
            guard failures > 0 else { continue }
            guard failures <= client.access.retries.count else { try refuse(response) }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(30))
            // A chunk that failed may have come in part.
            if let known = try await attempt({ try await ask(session, "PUT", ("Content-Range", "bytes */\(size)")) }),
                known.status == 308
            {
                offset = try Self.reached(known.header("range"), size)
            }
        }
    }

    private func refuse(_ response: HTTPResponse?) throws -> Never {
        guard let response else { throw GoogleError(request: name, reason: "the connection breaks again and again") }
        throw GoogleError(request: name, response: response)
    }

    /// The answer, or `nil` where there was none.
    private func attempt(_ body: () async throws -> HTTPResponse) async throws -> HTTPResponse? {
        do {
            return try await body()
        } catch is HTTPError {
            return nil
        }
    }

    private func put(_ part: Range<Int64>, of size: Int64, to session: String) async throws -> HTTPResponse {
        guard !part.isEmpty else { return try await ask(session, "PUT", ("Content-Range", "bytes */\(size)")) }
        var request = HTTPRequest(url: session)
        request.method = "PUT"
        request.headers = [("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)")]
        request.file = .init(path: file, range: part)
        request.timeout = .zero
        request.stallTimeout = .seconds(60)
        let progress = progress
        request.onSent = { progress(part.lowerBound + $0) }
        return try await authorizedForSession(request).answerOnOwnThread()
    }

    private func ask(
        _ session: String, _ method: String, _ header: (name: String, value: String)? = nil
    ) async throws -> HTTPResponse {
        var request = HTTPRequest(url: session)
        request.method = method
        if let header { request.headers.append(header) }
        return try await authorizedForSession(request).answerOnOwnThread()
    }

    /// A session's address is a secret that is enough by itself: another server gets no token with it.
    private func authorizedForSession(_ request: HTTPRequest) async throws -> HTTPRequest {
        request.url.hasPrefix(base + "/") ? try await client.authorized(request) : request
    }

    /// How many bytes the server has, by a header such as `bytes=0-1048575`.
    static func reached(_ header: String?, _ size: Int64) throws -> Int64 {
        guard let header else { return 0 }
        let begin = "bytes=0-"
        let last = header.hasPrefix(begin) ? Int64(header.dropFirst(begin.count)) : nil
        guard let last, last >= 0, last < size else {
            throw GoogleError(reason: "the server tells no range that can be, but \"\(header.prefix(60))\"")
        }
        return last + 1
    }

    private func compare(_ stored: JSONValue, _ size: Int64) async throws {
        guard stored["size"]?.string == "\(size)" else {
            throw GoogleError(
                request: name, reason: "\(size) bytes were sent, but the server has \(stored["size"]?.string ?? "none")"
            )
        }
        // Objects that are put together from others have no MD5.
        guard let hash = stored["md5Hash"]?.string else { return }
        let own = try await HTTPRequest.FilePart(path: file, range: 0..<size).digest(.md5)
        guard Base64.bytes(hash) == own else {
            throw GoogleError(request: name, reason: "what the server has differs from the file by its MD5")
        }
    }
}

extension GoogleClient {
    /// Removes an object of a bucket; one that is not there is no fault.
    package func removeObject(_ object: String, from bucket: String) async throws {
        var request = HTTPRequest(
            url: "\(access.endpoint(of: "storage"))/storage/v1/b/\(percentEncoded(bucket))/o/\(percentEncoded(object))")
        request.method = "DELETE"
        do {
            _ = try await send(request, as: "Cloud Storage delete gs://\(bucket)/\(object)")
        } catch let error as GoogleError where error.status == 404 {
            return
        }
    }
}
