import HTTP
import HostOS
import TestSupport
import Testing

@Suite struct HTTPRequestTests {
    /// Answers one connection with a text, or not at all.
    private func withAnswer(_ answer: String?, _ body: @escaping @Sendable (HTTPRequest) async throws -> Void)
        async throws
    {
        let listener = try SocketListener.tcp()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let client = try await listener.accept()
                _ = try await client.read()
                guard let answer else { return try await untilCancelled() }
                try await client.write(answer.utf8)
                client.close()
            }
            try await body(HTTPRequest(url: "http://127.0.0.1:\(listener.port)/x"))
            group.cancelAll()
        }
    }

    @Test("an answer of any status is an answer, and redirections are not followed")
    func statuses() async throws {
        try await withAnswer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 2\r\n\r\nhi") {
            request in
            let response = try await onOwnThread { try request.perform() }
            #expect(response.status == 302)
            #expect(response.body == Array("hi".utf8))
        }
    }

    @Test("an answer beyond the limit is refused", arguments: [99, 100])
    func limit(limit: Int) async throws {
        try await withAnswer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + String(repeating: "x", count: 100)) {
            request in
            var limited = request
            limited.sizeLimit = limit
            let result = try await onOwnThread { [limited] in Result { try limited.perform().body.count } }
            switch result {
            case .success(let count): #expect(count == 100 && limit == 100)
            case .failure(let error): #expect("\(error)".hasSuffix("the answer is too long") && limit == 99)
            }
        }
    }

    @Test("cancelling the task ends the wait for a server that says nothing")
    func cancellation() async throws {
        try await withAnswer(nil) { request in
            let task = Task { try request.perform().status }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
