/// Requests one after the other to one server, on a connection that stays open between them.
///
/// Belongs to one thread at a time, which its requests block.
package final class HTTPSession {
    private let handle: CurlHandle

    /// - Parameter url: the server's, for the error.
    package init(url: String) throws(HTTPError) {
        handle = try CurlHandle(url: url)
    }

    /// Sends the request and waits for the answer; cancelling the calling task ends the wait.
    ///
    /// - Throws: `HTTPError` where there is no answer, `CancellationError`.
    package func perform(_ request: HTTPRequest) throws -> HTTPResponse {
        try CurlExchange(request, handle).run()
    }
}
