import Diagnostics

/// A transfer that failed.
package struct HTTPError: Error, Hashable, Sendable {
    /// With credentials masked.
    package var url: String
    /// The last HTTP status, 0 if there was none.
    package var status: Int
    /// Why, in lower case without a full stop.
    package var reason: String
    /// What could not be done.
    package var stage = Stage.exchange
    /// Whether the same request may succeed a little later.
    package var isTransient: Bool

    /// How far a request came.
    package enum Stage: Hashable, Sendable {
        /// There is no TCP connection.
        case connect
        /// The server's certificate is not trusted.
        case certificate
        /// The client's certificate or key cannot be used.
        case ownCertificate
        /// Anything later.
        case exchange
    }

    /// The server has no ranges, or the file there is longer than the server's.
    var cannotResume = false

    init(url: String, status: Int, reason: String, isTransient: Bool) {
        self.url = maskingCredentials(url)
        self.status = status
        self.reason = reason
        self.isTransient = isTransient
    }
}

extension HTTPError: CustomStringConvertible {
    package var description: String { "cannot fetch \(url): \(reason)" }
}

extension HTTPError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        let advice = status == 404 ? ["Check the address: the server does not have this file."] : []
        return Diagnostic(.error, "Download failed", detail: "\(self).", advice: advice)
    }
}
