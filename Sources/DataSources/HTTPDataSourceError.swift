import Diagnostics
import HTTP

/// An answer that is of no use; tells nothing of the answer's body, which may be secret.
struct HTTPDataSourceError: Error, DiagnosticConvertible {
    let method: String
    /// With credentials masked.
    let url: String
    /// In lower case without a full stop.
    let reason: String

    init(_ request: HTTPRequest, _ reason: String) {
        method = request.method
        url = maskingCredentials(request.url)
        self.reason = reason
    }

    var diagnostic: Diagnostic {
        Diagnostic(.error, "HTTP request failed", detail: "\(method) \(url): \(reason).")
    }
}
