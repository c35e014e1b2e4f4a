import HostOS
import Synchronization

/// A small server that speaks as much HTTP as the stores' clients need, and remembers what it was asked.
final class StoreServer: Sendable {
    struct Request: Sendable {
        var line: String
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]
    }

    struct Answer: Sendable {
        var status = 200
        var body = ""
    }

    let address: String
    private let requests = Mutex<[Request]>([])
    private let listener: SocketListener

    var received: [Request] { requests.withLock { $0 } }

    private init() throws {
        listener = try SocketListener.tcp()
        address = "http://127.0.0.1:\(listener.port)"
    }

    /// Answers every request by its request line for as long as `body` runs.
    static func run<Result: Sendable>(
        _ answer: @escaping @Sendable (String) -> Answer,
        _ body: @escaping @Sendable (StoreServer) async throws -> Result
    ) async throws -> Result {
        let server = try StoreServer()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true { try await server.serve(answer) }
            }
            let result = try await body(server)
            group.cancelAll()
            return result
        }
    }

    private func serve(_ answer: @Sendable (String) -> Answer) async throws {
        let client = try await listener.accept()
        var bytes: [UInt8] = []
        while true {
            let piece = try await client.read()
            bytes += piece
            if let request = Self.request(bytes) {
                requests.withLock { $0.append(request) }
                let reply = answer(request.line)
                let head = "HTTP/1.1 \(reply.status) X\r\nContent-Length: \(reply.body.utf8.count)\r\n"
                try await client.write((head + "Connection: close\r\n\r\n" + reply.body).utf8)
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
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let body = Array(bytes[(end + 4)...])
        guard body.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
        return Request(line: String(lines[0]), headers: headers, body: body)
    }
}
