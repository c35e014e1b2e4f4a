/// Who a server is and whom it lets in.
package struct SSHServerConfiguration: Sendable {
    /// What clients know the server by.
    package var hostKey: SSHPrivateKey
    /// Lines as in `authorized_keys`: only who holds one of these keys gets in, under any user name.
    package var authorizedKeys: [String]
    /// From the connection to the login.
    package var loginTimeout: Duration = .seconds(60)
    /// Logins that may fail before the connection is ended.
    package var mostFailures = 10
    /// Connections at one time; more have to wait.
    package var mostSessions = 32
    /// Commands at one time on one connection; more are refused.
    package var mostChannels = 32

    package init(hostKey: SSHPrivateKey, authorizedKeys: [String]) {
        self.hostKey = hostKey
        self.authorizedKeys = authorizedKeys
    }
}
