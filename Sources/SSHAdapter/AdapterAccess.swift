package import BuildEvents

/// How to reach an adapter; the address is always 127.0.0.1.
package struct AdapterAccess: Sendable {
    /// The TCP port.
    package let port: Int
    /// The key that is let in; `nil` where the user has one of their own.
    package let privateKey: Secret<String>?
    /// The adapter's line for a `known_hosts` file.
    package let knownHost: String
}
