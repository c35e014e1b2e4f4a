import BuildEvents

/// Keys that requests to AWS are signed with.
package struct AWSCredentials: Equatable, Sendable {
    /// The key's name, which is no secret.
    package var accessKey: String
    package var secretKey: Secret<String>
    /// Belongs to keys that are temporary.
    package var token: Secret<String>?
    /// Seconds since 1970; `nil` for keys that do not expire.
    package var expiration: Int?

    package init(accessKey: String, secretKey: String, token: String? = nil, expiration: Int? = nil) {
        self.accessKey = accessKey
        self.secretKey = Secret(secretKey)
        self.token = token.map { Secret($0) }
        self.expiration = expiration
    }
}
