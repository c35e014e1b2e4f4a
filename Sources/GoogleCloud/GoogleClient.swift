import HTTP
import JSONText

/// Sends requests with tokens to Google's APIs, again where they stumble.
package struct GoogleClient: Sendable {
    package let access: GoogleAccess
    let tokens: GoogleTokens

    package init(_ access: GoogleAccess) {
        self.access = access
        tokens = GoogleTokens(access)
    }

    /// The request with what proves who asks.
    func authorized(_ request: HTTPRequest) async throws -> HTTPRequest {
        var request = request
        request.headers.append(("Authorization", "Bearer \(try await tokens.token())"))
        return request
    }

    /// The answer of success.
    ///
    /// - Parameter name: what is asked, for messages.
    func send(_ request: HTTPRequest, as name: String) async throws -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await access.retries.answer { try await authorized(request) }
        } catch let error as HTTPError {
            throw GoogleError(request: name, reason: error.description)
        }
        guard (200..<300).contains(response.status) else { throw GoogleError(request: name, response: response) }
        return response
    }

    /// The JSON of an answer of success.
    func json(
        _ method: String, _ address: String, _ body: JSONValue? = nil, as name: String
    ) async throws -> JSONValue {
        var request = HTTPRequest(url: address)
        request.method = method
        if let body {
            request.headers = [("Content-Type", "application/json")]
            request.body = Array(JSONWriter().text(body).utf8)
        }
        return try Self.parsed(try await send(request, as: name), name)
    }

    static func parsed(_ response: HTTPResponse, _ name: String) throws -> JSONValue {
        do {
            return try JSONParser.parse(response.body)
        } catch {
            throw GoogleError(request: name, status: response.status, reason: "the answer is no JSON")
        }
    }
}
