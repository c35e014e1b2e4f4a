import BuildEvents
import FoundationEssentials
import HTTP

/// What a user says of how Google Cloud is to be reached; nothing is asked before it is needed.
package struct GoogleAccess: Sendable {
    /// Where a token comes from.
    package enum Source: Sendable {
        case token(Secret<String>)
        /// The JSON of a service account or a user.
        case json(Secret<String>)
        case file(String)
        /// Google's "application default credentials": environment, gcloud's file, the machine's own account.
        case ambient
    }

    package var source = Source.ambient
    /// The address of a service account whose tokens are used instead.
    package var impersonated: String?
    package var scopes: [String]
    /// The domain of all services.
    package var universe = "googleapis.com"
    /// Addresses of services by their names (`compute`, `storage`, `iamcredentials`).
    package var endpoints: [String: String] = [:]
    package var retries = HTTPRetries()
    /// `GOOGLE_…`, `STORAGE_EMULATOR_HOST` and `HOME`.
    package var environment: [String: String]
    /// Is told every secret as soon as it is known, so that it can be masked.
    package var onSecret: @Sendable (String) -> Void = { _ in }
    /// Seconds since 1970.
    package var time: @Sendable () -> Int = { Int(Date.now.timeIntervalSince1970) }

    package init(environment: [String: String], scopes: [String] = [Self.wholeScope]) {
        self.environment = environment
        self.scopes = scopes
    }

    /// Everything that the account may do.
    package static let wholeScope = "https://www.googleapis.com/auth/cloud-platform"

    /// An environment variable, an empty one counting as none.
    func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The address of a service without its path, and without a slash at its end.
    func endpoint(of service: String) -> String {
        var emulator: String?
        if service == "storage", let host = variable("STORAGE_EMULATOR_HOST") {
            emulator = host.contains("://") ? host : "http://\(host)"
        }
        var address = endpoints[service] ?? emulator ?? "https://\(service).\(universe)"
        // Whoever names an address may give it with the path of the API.
        for ending in ["/", "/\(service)/v1"] where address.hasSuffix(ending) { address.removeLast(ending.utf8.count) }
        return address
    }
}
