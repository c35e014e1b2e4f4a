import BuildEvents
import ComponentAPI
import Diagnostics
import HCLValues
import TestSupport
import Testing

@testable import DataSources

@Suite struct HTTPDataSourceTests {
    private func fetch(
        _ inputs: [String: HCLValue], path: String = "/x", answer: APIServer.Answer,
        _ other: (@Sendable (String) -> APIServer.Answer)? = nil
    ) async throws -> (value: HCLValue, requests: [APIServer.Request], address: String) {
        try await APIServer.run { line in
            line.contains(" /x ") ? answer : other?(line) ?? .init(status: 404)
        } _: { server in
            var inputs = inputs
            inputs["url"] = .string(server.address + path)
            let source = try ComponentFixture.make(HTTPDataSource.type.component, inputs)
            return (try await source.fetch(), server.received, server.address)
        }
    }

    @Test("gives body, address and headers of the answer, in the type that it declares")
    func output() async throws {
        let headers = ["content-type: text/plain", "x-part: a", "X-Part: b"]
        let (value, requests, address) = try await fetch(
            [:], answer: .init(status: 203, headers: headers, body: "grüße\n"))
        let attributes = try #require(value.attributeValues)
        #expect(attributes["body"] == .string("grüße\n"))
        #expect(attributes["url"] == .string(address + "/x"))
        let got = attributes["request_headers"]?.attributeValues
        #expect(got?["Content-Type"] == .string("text/plain"))
        #expect(got?["X-Part"] == .string("a, b"))
        #expect(attributes["response_headers"] == attributes["request_headers"])
        #expect(value.type == HTTPDataSource.type.output)
        #expect(requests.map(\.line) == ["GET /x HTTP/1.1"])
    }

    @Test(
        "sends method, headers and body as they are written, and nothing that nobody asked for",
        arguments: ["POST", "PUT", "PATCH", "DELETE", "GET"])
    func message(method: String) async throws {
        let headers = HCLValue.object(["X-Token": .string("t"), "X-Empty": .string("")])
        let request = try #require(
            try await fetch(
                ["method": .string(method), "request_headers": headers, "request_body": .string("{\"a\": 1}")],
                answer: .init()
            ).requests.first)
        #expect(request.line == "\(method) /x HTTP/1.1")
        #expect(request.headers["x-token"] == "t")
        #expect(request.headers["x-empty"] == "")
        #expect(request.headers["content-type"] == nil)
        #expect(request.body == Array("{\"a\": 1}".utf8))
    }

    @Test("asks with HEAD without waiting for a body, and tells a server where a POST has none")
    func bodiless() async throws {
        let head = try await fetch(["method": .string("HEAD")], answer: .init(body: "abc"))
        #expect(head.value.attributeValues?["body"] == .string(""))
        #expect(head.value.attributeValues?["request_headers"]?.attributeValues?["Content-Length"] == .string("3"))
        let post = try await fetch(["method": .string("POST")], answer: .init())
        #expect(post.requests.first?.headers["content-length"] == "0")
    }

    @Test("an answer of a status other than 2xx is an error that does not show the answer", arguments: [404, 500, 304])
    func status(status: Int) async throws {
        do {
            _ = try await fetch([:], answer: .init(status: status, body: "private"))
            Issue.record("there was an answer")
        } catch let error as any DiagnosticConvertible {
            #expect(error.diagnostic.summary == "HTTP request failed")
            #expect(error.diagnostic.detail.hasSuffix("/x: the server answered \(status)."))
            #expect(error.diagnostic.detail.hasPrefix("GET http://127.0.0.1:"))
        }
    }

    @Test("an answer that is no text is an error")
    func bytes() async throws {
        var answer = APIServer.Answer()
        answer.body = [0xFF, 0xFE]
        await #expect(throws: HTTPDataSourceError.self) { try await fetch([:], answer: answer) }
    }

    @Test(
        "follows redirections, by GET or by the same request as the status says",
        arguments: [(302, "GET", ""), (307, "POST", "data")])
    func redirections(status: Int, method: String, body: String) async throws {
        let (value, requests, _) = try await fetch(
            ["method": .string("POST"), "request_body": .string("data")],
            answer: .init(status: status, headers: ["Location: /y"])
        ) { _ in .init(body: "there") }
        #expect(value.attributeValues?["body"] == .string("there"))
        #expect(requests.map(\.line) == ["POST /x HTTP/1.1", "\(method) /y HTTP/1.1"])
        #expect(requests.last.map { String(decoding: $0.body, as: UTF8.self) } == body)
    }

    @Test("a redirection in circles is an error")
    func circle() async throws {
        do {
            _ = try await fetch([:], answer: .init(status: 302, headers: ["Location: /x"]))
            Issue.record("there was an answer")
        } catch let error as any DiagnosticConvertible {
            #expect(error.diagnostic.detail.hasSuffix("more than 10 redirections."))
        }
    }

    @Test("a redirection to another server does not take secrets along")
    func otherServer() async throws {
        let requests = try await APIServer.run { _ in
            .init(body: "other")
        } _: { other in
            let headers = HCLValue.object(["X-Token": .string("secret-token"), "Accept": .string("text/plain")])
            let target = "Location: \(other.address)/z"
            _ = try await fetch(["request_headers": headers], answer: .init(status: 302, headers: [target]))
            return other.received
        }
        #expect(requests.map { $0.headers["x-token"] } == [nil])
        #expect(requests.map { $0.headers["accept"] } == ["text/plain"])
    }

    @Test("logins in headers are masked wherever they turn up")
    func masking() throws {
        let redactor = Redactor()
        var environment = ComponentFixture.environment()
        environment.redactor = redactor
        let headers = HCLValue.object([
            "Authorization": .string("Bearer abcdef123"), "Accept": .string("application/json"),
        ])
        _ = try ComponentFixture.make(
            HTTPDataSource.type.component, ["url": .string("http://x/"), "request_headers": headers],
            environment: environment)
        #expect(redactor.redact("got abcdef123 as application/json") == "got <sensitive> as application/json")
    }

    @Test(
        "says what is wrong with the options",
        arguments: [
            (["method": HCLValue.string("get")], "Methods are written in capitals."),
            (["method": .string("TRACE")], "is not one of HEAD, GET, POST"),
            (["url": .string("")], "must not be empty"),
            (["request_headers": .object(["A B": .string("x")])], "characters that HTTP does not allow"),
            (["request_headers": .object(["A": .string("x\r\nB: y")])], "characters that HTTP does not allow"),
        ])
    func complaints(inputs: [String: HCLValue], message: String) throws {
        let all = ["url": HCLValue.string("http://127.0.0.1/")].merging(inputs) { $1 }
        let complaints = try ComponentFixture.complaints(HTTPDataSource.type.component, all)
        #expect(complaints.count == 1 && complaints[0].contains(message))
    }

    @Test("the address is required")
    func missingURL() throws {
        let complaints = try ComponentFixture.complaints(HTTPDataSource.type.component, [:])
        #expect(complaints == ["The argument \"url\" is required, but no definition was found."])
    }

    @Test(
        "a server that is not there, and a scheme that is none, are errors",
        arguments: ["http://127.0.0.1:1/", "file:///etc/passwd"])
    func noServer(url: String) async throws {
        let source = try ComponentFixture.make(HTTPDataSource.type.component, ["url": .string(url)])
        await #expect(throws: (any Error).self) { try await source.fetch() }
    }
}
