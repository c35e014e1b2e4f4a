import HostOS

extension HTTPRequest {
    /// Sends the request on a thread of its own and goes where the answers redirect it to.
    ///
    /// To another server go only headers that cannot hold a secret. After a redirection of status 301, 302 or 303 the
    /// request becomes a GET without a body, as browsers do it (RFC 9110, 15.4).
    ///
    /// - Throws: `HTTPError` where there is no answer or more redirections than `limit`, `CancellationError`.
    package func answer(redirectionLimit limit: Int = 10) async throws -> HTTPResponse {
        var request = self
        for _ in 0...limit {
            let response = try await request.answerOnOwnThread()
            guard let target = response.redirection, let next = request.redirected(to: target, by: response.status)
            else { return response }
            request = next
        }
        throw HTTPError(url: url, status: 0, reason: "more than \(limit) redirections", isTransient: false)
    }

    /// Sends the request on a thread of its own; redirections are not followed.
    ///
    /// - Throws: `HTTPError` where there is no answer, `CancellationError`.
    package func answerOnOwnThread() async throws -> HTTPResponse {
        try await onOwnThread("http request") { isCancelled in
            try CurlExchange(self, CurlHandle(url: url), isCancelled: { isCancelled.isSet }).run()
        }
    }

    /// The next request; `nil` if the status means no redirection.
    private func redirected(to target: String, by status: Int) -> HTTPRequest? {
        var request = self
        request.url = target
        switch status {
        case 301, 302, 303:
            request.body = []
            request.headers.removeAll { ["content-type", "content-length"].contains($0.name.lowercased()) }
            if method != "HEAD" { request.method = "GET" }
        case 307, 308: break
        default: return nil
        }
        if Self.origin(of: target) != Self.origin(of: url) {
            request.headers.removeAll { !Self.harmless.contains($0.name.lowercased()) }
        }
        return request
    }

    private static let harmless: Set<String> = [
        "accept", "accept-encoding", "accept-language", "cache-control", "content-type", "range", "user-agent",
    ]

    /// Scheme, host and port as written; two spellings of one origin only cost a header.
    private static func origin(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return (url[..<scheme.upperBound] + host).lowercased()
    }

    /// Whether a header of that name is set, in any case.
    func hasHeader(_ name: String) -> Bool {
        headers.contains { $0.name.lowercased() == name.lowercased() }
    }
}
