internal import BuildEvents

/// The client's side of SOCKS version 5 (RFC 1928) until a connection stands.
struct SOCKS5Greeting {
    let proxy: SSHProxy

    /// - Throws: `ProxyRefusal`.
    func open(_ host: String, _ port: UInt16, over wire: some ProxyWire) throws {
        try chooseLogin(wire)
        let name = Array(host.utf8)
        guard (1...255).contains(name.count) else { throw ProxyRefusal(message: "the host name is too long") }
        // The name goes as it is: only the proxy may be able to look it up.
        try wire.write([5, 1, 0, 3, UInt8(name.count)] + name + [UInt8(port >> 8), UInt8(port & 0xFF)])
        let answer = try wire.read(4)
        guard answer[0] == 5 else { throw ProxyRefusal(message: "it does not speak SOCKS version 5") }
        guard answer[1] == 0 else { throw ProxyRefusal(message: Self.reason(answer[1])) }
        try skipAddress(kind: answer[3], wire)
    }

    private func chooseLogin(_ wire: some ProxyWire) throws {
        let hasLogin = proxy.username != nil
        try wire.write(hasLogin ? [5, 2, 0, 2] : [5, 1, 0])
        let choice = try wire.read(2)
        guard choice[0] == 5 else { throw ProxyRefusal(message: "it does not speak SOCKS version 5") }
        switch choice[1] {
        case 0: return
        case 2 where hasLogin: try logIn(wire)
        default:
            throw ProxyRefusal(
                message: hasLogin ? "it takes no login by name and password" : "it wants a login", isLogin: true)
        }
    }

    /// RFC 1929.
    private func logIn(_ wire: some ProxyWire) throws {
        let name = Array((proxy.username ?? "").utf8)
        let password = Array((proxy.password?.exposed ?? "").utf8)
        guard (1...255).contains(name.count), password.count <= 255 else {
            throw ProxyRefusal(message: "its user name or password is longer than 255 bytes", isLogin: true)
        }
        try wire.write([1, UInt8(name.count)] + name + [UInt8(password.count)] + password)
        guard try wire.read(2)[1] == 0 else {
            throw ProxyRefusal(message: "it refuses the user name or password", isLogin: true)
        }
    }

    /// The address that the proxy uses itself; of no interest.
    private func skipAddress(kind: UInt8, _ wire: some ProxyWire) throws {
        let length: Int =
            switch kind {
            case 1: 4
            case 3: Int(try wire.read(1)[0])
            case 4: 16
            default: throw ProxyRefusal(message: "it answers with an address of an unknown kind")
            }
        _ = try wire.read(length + 2)
    }

    private static func reason(_ code: UInt8) -> String {
        switch code {
        case 1: "it failed"
        case 2: "its rules do not allow the connection"
        case 3: "the network is unreachable"
        case 4: "the host is unreachable"
        case 5: "the connection was refused"
        case 6: "the connection took too long"
        case 7: "it makes no connections"
        case 8: "it does not take names of hosts"
        default: "it answers with the error \(code)"
        }
    }
}
