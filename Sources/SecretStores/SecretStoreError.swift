import Diagnostics
import HTTP

/// A secret that a store did not give; nothing in it is secret.
package struct SecretStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The product: `Vault`, `Consul`, `AWS Secrets Manager`.
    package var store: String
    /// In lower case without a full stop.
    package var reason: String
    package var advice: String = ""

    package var description: String { "\(store): \(reason)" + (advice.isEmpty ? "" : "; \(advice)") }
}

extension SecretStoreError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        Diagnostic(
            .error, "Secret not found", detail: "\(store): \(reason).", advice: advice.isEmpty ? [] : [advice + "."])
    }
}

extension HTTPRequest {
    /// The answer of a store, where there is one at all.
    func answer(of store: String) throws -> HTTPResponse {
        do {
            return try perform()
        } catch let error as HTTPError {
            throw SecretStoreError(store: store, reason: "no answer from \(error.url): \(error.reason)")
        }
    }
}

/// Text of a server for a message: one line, not too long.
func quoted(_ text: String) -> String {
    let line = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }.joined()
    return "\"" + line.prefix(200) + "\""
}
