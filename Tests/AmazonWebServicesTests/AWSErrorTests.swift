import HTTP
import TestSupport
import Testing

@testable import AmazonWebServices

@Suite struct AWSErrorTests {
    private func error(_ status: Int, _ body: String) async throws -> AWSError {
        try await APIServer.run { _ in
            .init(status: status, body: body)
        } _: { server in
            var access = AWSFixture.access(server.address)
            access.retries.count = 0
            let client = try AWSFixture.ec2(access)
            let error = await #expect(throws: AWSError.self) { try await client.importTask("t") }
            return try #require(error)
        }
    }

    private static func ec2(_ code: String, _ message: String) -> String {
        "<Response><Errors><Error><Code>\(code)</Code><Message>\(message)</Message></Error></Errors>"
            + "<RequestID>1</RequestID></Response>"
    }

    @Test(arguments: [
        (
            400,
            ec2("InvalidParameter", "The service role vmimport provided does not exist"),
            "EC2 DescribeImportImageTasks: InvalidParameter: The service role vmimport provided does not exist",
            "vmie.amazonaws.com"
        ),
        (401, ec2("AuthFailure", "no"), "EC2 DescribeImportImageTasks: AuthFailure: no", "clock"),
        (
            403, ec2("UnauthorizedOperation", "You may not. Encoded authorization failure message: 0123"),
            "EC2 DescribeImportImageTasks: UnauthorizedOperation: You may not.", "Allow the user or role"
        ),
        (
            400,
            "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>a&#10;b</Message></Error></ErrorResponse>",
            "EC2 DescribeImportImageTasks: ExpiredToken: a b", "temporary"
        ),
        (502, "<html>", "EC2 DescribeImportImageTasks: the server answered 502", ""),
        (200, "{}", "EC2 DescribeImportImageTasks: the answer is not XML: an element is missing (byte 0)", ""),
    ])
    func `an answer of failure is told in AWS's words, with what to do`(
        status: Int, body: String, words: String, advice: String
    ) async throws {
        let error = try await error(status, body)
        #expect(error.description == words)
        #expect(advice.isEmpty ? error.advice.isEmpty : error.advice.joined().contains(advice), "\(error.advice)")
    }

    @Test func `a server that is not there is told, with the settings that name it`() async throws {
        var access = AWSFixture.access("http://127.0.0.1:\(try freePort())")
        access.retries.count = 0
        let client = try AWSFixture.ec2(access)
        let error = await #expect(throws: AWSError.self) { try await client.importTask("t") }
        #expect(error?.advice.first?.contains("`region`") == true)
    }

    @Test func `throttled requests are sent again, refused ones are not`() async throws {
        for (code, count) in [("RequestLimitExceeded", 4), ("InvalidParameter", 1)] {
            try await APIServer.run { _ in
                .init(status: 400, body: Self.ec2(code, "x"))
            } _: { server in
                let client = try AWSFixture.ec2(AWSFixture.access(server.address))
                await #expect(throws: AWSError.self) { try await client.importTask("t") }
                #expect(server.received.count == count)
            }
        }
    }

    @Test func `a wait ends only when nothing has changed for long`() async throws {
        let polling = AWSPolling(delay: .zero, attempts: 3)
        var looks = 0
        let value = try await polling.wait(for: "it") {
            looks += 1
            return looks == 9 ? .done(looks) : AWSPolling.Look<Int>.pending(sign: "\(looks / 2)")
        }
        #expect(value == 9)
        looks = 0
        let error = await #expect(throws: AWSError.self) {
            try await polling.wait(for: "it") {
                looks += 1
                return AWSPolling.Look<Int>.pending(sign: "")
            }
        }
        #expect(looks == 3 && error?.advice.first?.contains("aws_polling") == true)
    }
}

@Suite struct AWSAnswerTests {
    @Test func `blanks before an answer and a failure with a status of success are seen through`() async throws {
        try await APIServer.run { _ in
            .init(body: " \n  <?xml version=\"1.0\"?><Error><Code>InternalError</Code></Error>")
        } _: { server in
            let response = try await HTTPRequest(url: server.address).answer()
            let answer = AWSAnswer(response)
            #expect(answer.isError && answer.code == "InternalError" && answer.message == nil)
        }
    }
}
