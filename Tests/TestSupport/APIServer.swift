internal import HostOS
internal import Synchronization

/// A small server that speaks as much HTTP as clients of APIs need, and remembers what it was asked.
package final class APIServer: Sendable {
    package struct Request: Sendable {
        package var line: String
        /// Names in lower case.
        package var headers: [String: String]
        package var body: [UInt8]
    }

    package struct Answer: Sendable {
        package var status: Int
        /// Lines as they are sent.
        package var headers: [String]
        package var body: [UInt8]

        package init(status: Int = 200, headers: [String] = [], body: String = "") {
            self.status = status
            self.headers = headers
            self.body = Array(body.utf8)
        }
    }

    package let address: String
    private let requests = Mutex<[Request]>([])
    private let listener: SocketListener

    package var received: [Request] { requests.withLock { $0 } }

    private init() throws {
        listener = try SocketListener.tcp()
        address = "http://127.0.0.1:\(listener.port)"
    }

    /// Answers every request by its request line for as long as `body` runs.
    package static func run<Result: Sendable>(
        _ answer: @escaping @Sendable (String) -> Answer,
        _ body: @escaping @Sendable (APIServer) async throws -> Result
    ) async throws -> Result {
        try await run(answering: { answer($0.line) }, body)
    }

    /// Answers every request by all that it says.
    package static func run<Result: Sendable>(
        answering answer: @escaping @Sendable (Request) async throws -> Answer,
        _ body: @escaping @Sendable (APIServer) async throws -> Result
    ) async throws -> Result {
        let server = try APIServer()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true { try await server.serve(answer) }
            }
            let result = try await body(server)
            group.cancelAll()
            return result
        }
    }

    private func serve(_ answer: @Sendable (Request) async throws -> Answer) async throws {
        let client = try await listener.accept()
        var bytes: [UInt8] = []
        while true {
            let piece = try await client.read()
            bytes += piece
            if let request = Self.request(bytes) {
                requests.withLock { $0.append(request) }
                let reply = try await answer(request)
                let length = "Content-Length: \(reply.body.count)"
                let head = ["HTTP/1.1 \(reply.status) X", length, "Connection: close"] + reply.headers
                try await client.write((head + ["", ""]).joined(separator: "\r\n").utf8)
                // A client that asked with HEAD may have gone already.
                if !request.line.hasPrefix("HEAD ") { try await client.write(reply.body) }
                break
            }
            if piece.isEmpty { break }
        }
        client.close()
    }

    /// The request, once all of it is there.
    private static func request(_ bytes: [UInt8]) -> Request? {
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: [13, 10, 13, 10]) }) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let body = Array(bytes[(end + 4)...])
        guard body.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
        return Request(line: String(lines[0]), headers: headers, body: body)
    }
}
