import HostOS
import Synchronization

/// A server that takes what is PUT and tells its size, with failures on demand.
final class UploadServer: Sendable {
    struct Request: Sendable {
        var line: String
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]
    }

    let address: String
    private let requests = Mutex<[Request]>([])
    private let listener: SocketListener

    var received: [Request] { requests.withLock { $0 } }

    private init() throws {
        listener = try SocketListener.tcp()
        address = "http://127.0.0.1:\(listener.port)"
    }

    /// Answers each request with a status, more header lines and a body, for as long as `body` runs.
    static func run(
        _ answer: @escaping @Sendable (Request, Int) -> (status: Int, headers: String, body: String),
        _ body: @escaping @Sendable (UploadServer) async throws -> Void
    ) async throws {
        let server = try UploadServer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true { try await server.serve(answer) }
            }
            try await body(server)
            group.cancelAll()
        }
    }

    private func serve(
        _ answer: @Sendable (Request, Int) -> (status: Int, headers: String, body: String)
    ) async throws {
        let client = try await listener.accept()
        var bytes: [UInt8] = []
        while true {
            let piece = try await client.read()
            bytes += piece
            if let request = Self.request(bytes) {
                let number = requests.withLock { list in
                    list.append(request)
                    return list.count
                }
                let reply = answer(request, number)
                let length = request.line.hasPrefix("HEAD") ? "" : "Content-Length: \(reply.body.utf8.count)\r\n"
                let head = "HTTP/1.1 \(reply.status) X\r\n\(length)\(reply.headers)Connection: close\r\n\r\n"
                try await client.write((head + reply.body).utf8)
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
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        let body = Array(bytes[(end + 4)...])
        guard body.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
        return Request(line: String(lines[0]), headers: headers, body: body)
    }
}
