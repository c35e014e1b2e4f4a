/// How often requests that failed for a passing reason are sent again, and after which pauses.
package struct HTTPRetries: Hashable, Sendable {
    /// Tries after the first one.
    package var count: Int
    /// Before the second try; each further pause is twice as long, up to half a minute.
    package var firstPause: Duration

    package init(count: Int = 3, firstPause: Duration = .seconds(1)) {
        self.count = count
        self.firstPause = firstPause
    }

    /// The last answer to a request, which is made anew for each try; it may be one of failure.
    ///
    /// - Parameter isPassing: whether an answer tells of a fault that may go by itself.
    /// - Throws: `HTTPError` where even the last try got no answer, what `make` throws, `CancellationError`.
    package func answer(
        isPassing: (HTTPResponse) -> Bool = { HTTPRetries.isPassing($0.status) }, _ make: () async throws -> HTTPRequest
    ) async throws -> HTTPResponse {
        var pause = firstPause
        var triesLeft = count
        while true {
            let request = try await make()
            do {
                let response = try await request.answerOnOwnThread()
                guard isPassing(response), triesLeft > 0 else { return response }
            } catch let error as HTTPError {
                guard triesLeft > 0 else { throw error }
            }
            triesLeft -= 1
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(30))
        }
    }

    /// Whether a status means that the server stumbled or is busy (RFC 9110, 15.5.9 and 15.6; RFC 6585, 4).
    package static func isPassing(_ status: Int) -> Bool {
        status == 408 || status == 429 || status >= 500
    }
}
