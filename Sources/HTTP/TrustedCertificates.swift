import HostOS

/// The certificates that this host's user trusts, by the variable that OpenSSL's programs and Go's follow.
///
/// libcurl's own program looks at variables, but the library does not.
enum TrustedCertificates {
    /// A file of certificates in PEM; `nil` for those of the system.
    static var file: String? { HostEnvironment.variable("SSL_CERT_FILE").flatMap { $0.isEmpty ? nil : $0 } }
}
