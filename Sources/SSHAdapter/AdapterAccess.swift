/// How to reach an adapter: the address is always loopback.
package struct AdapterAccess: Sendable, Equatable {
    /// The TCP port on 127.0.0.1.
    package let port: Int
    /// The one user name it lets in.
    package let username: String

    package init(port: Int, username: String) {
        self.port = port
        self.username = username
    }
}
