package import BuildEvents

/// A server of the network through which connections go.
package struct SSHProxy: Sendable {
    /// What the proxy speaks.
    package enum Kind: String, Sendable, CaseIterable {
        /// RFC 1928, with the login of RFC 1929.
        case socks5
        /// The method CONNECT of HTTP (RFC 9110, section 9.3.6), with a Basic login.
        case http
    }

    /// What it speaks.
    package var kind: Kind
    /// A name or an address.
    package var host: String
    /// Where it listens.
    package var port: UInt16
    /// `nil` for no login.
    package var username: String?
    /// Goes only to the proxy.
    package var password: Secret<String>?

    package init(
        _ kind: Kind, host: String, port: UInt16, username: String? = nil, password: Secret<String>? = nil
    ) {
        self.kind = kind
        self.host = host
        self.port = port
        self.username = username
        self.password = password
    }

    /// Talks to the proxy until the connection leads to the target.
    ///
    /// - Throws: `ProxyRefusal`; whatever `wire` throws.
    func open(_ host: String, _ port: UInt16, over wire: some ProxyWire) throws {
        switch kind {
        case .socks5: try SOCKS5Greeting(proxy: self).open(host, port, over: wire)
        case .http: try HTTPConnect(proxy: self).open(host, port, over: wire)
        }
    }
}

/// A connection to a proxy while it is asked for the way on.
protocol ProxyWire {
    /// Exactly so many bytes: what follows belongs to somebody else.
    func read(_ count: Int) throws -> [UInt8]
    func write(_ bytes: [UInt8]) throws
}

/// The proxy's no.
struct ProxyRefusal: Error, Equatable {
    var message: String
    /// Whether it is our login that it does not like.
    var isLogin = false
}
