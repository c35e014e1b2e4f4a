import Diagnostics
import HTTP
import JSONText

/// What Google Cloud refused, or what keeps a request from being made; nothing in it is secret.
package struct GoogleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was asked: `Compute Engine insert image`; empty where it did not come so far.
    package var request: String
    /// The HTTP status, 0 where there was no answer.
    package var status: Int
    /// In the service's words, or in lower case without a full stop where they are ours.
    package var reason: String
    package var advice: [String]

    package init(request: String = "", status: Int = 0, reason: String, advice: [String] = []) {
        self.request = request
        self.status = status
        self.reason = reason
        self.advice = advice
    }

    /// Reads an answer of failure: Google's APIs and its token service tell it in two ways.
    init(request: String, response: HTTPResponse) {
        // Proxies answer in what they like: then there are no words of the service.
        let answer = try? JSONParser.parse(response.body)
        let error = answer?["error"]
        let told = error?["message"]?.string ?? answer?["error_description"]?.string ?? error?.string
        self.init(
            request: request, status: response.status,
            reason: told.map(Self.line) ?? "the server answered \(response.status)")
        advice = Self.advice(response.status, error?.string ?? "")
    }

    package var description: String { request.isEmpty ? reason : "\(request): \(reason)" }

    /// Text of a service on one line, not too long.
    static func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(1024).map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    private static func advice(_ status: Int, _ code: String) -> [String] {
        if code == "invalid_grant" {
            return ["Check that the key still exists, and this host's clock: its signatures are good for minutes only."]
        }
        switch status {
        case 401: return ["Check the credentials: a token may have run out."]
        case 403: return ["Allow the account what is named above, and enable the API in the project."]
        case 404: return ["Check project_id and the names: none of them is made by itself."]
        default: return []
        }
    }
}

extension GoogleError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        Diagnostic(.error, description, advice: advice)
    }
}
