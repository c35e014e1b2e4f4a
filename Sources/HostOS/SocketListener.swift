import Glibc

/// A listening socket.
package final class SocketListener: Sendable {
    /// The socket that clients come to.
    package let descriptor: OwnedDescriptor
    /// The TCP port; 0 for a unix socket.
    package let port: Int
    private let path: String?

    private init(_ descriptor: OwnedDescriptor, port: Int, path: String?) {
        self.descriptor = descriptor
        self.port = port
        self.path = path
    }

    deinit {
        close()
    }

    /// Listens on a TCP port of an address in numbers; port 0 lets the kernel choose.
    package static func tcp(address: String = "127.0.0.1", port: Int = 0) throws -> SocketListener {
        let name = "\(address):\(port)"
        guard let target = try SocketAddress.resolve(host: address, port: port, numericOnly: true).first else {
            throw HostError(operation: "listen on", subject: name, reason: "it is no address")
        }
        let descriptor = try bind(target, name: name)
        return SocketListener(
            descriptor, port: try descriptor.withNumber { SocketAddress.boundPort(of: $0) ?? port }, path: nil)
    }

    /// Listens on a unix socket that only this user may use; its path of at most 107 bytes must be free.
    package static func unix(path: String) throws -> SocketListener {
        let descriptor = try bind(try SocketAddress(unixPath: path), name: path)
        try HostFiles.setMode(0o600, of: path)
        return SocketListener(descriptor, port: 0, path: path)
    }

    private static func bind(_ address: SocketAddress, name: String) throws -> OwnedDescriptor {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = try checked(socket(address.family, type, 0), "listen on", name)
        let descriptor = OwnedDescriptor(adopting: number, name: name)
        // Else a port of a connection just closed would stay taken for a minute (TIME_WAIT, tcp(7)).
        setOption(number, SOL_SOCKET, SO_REUSEADDR)
        try checked(address.withNative { Glibc.bind(number, $0, $1) }, "listen on", name)
        try checked(listen(number, 128), "listen on", name)
        return descriptor
    }

    /// The next connection.
    package func accept() async throws -> SocketStream {
        while true {
            try Task.checkCancellation()
            let number = try descriptor.withNumber("accept on") { try acceptReady($0) }
            if let number {
                return ByteStream(adopting: number, name: "a client of \(descriptor.name)", isSocket: true)
            }
            try await descriptor.wait(for: .readable)
        }
    }

    private func acceptReady(_ listener: Int32) throws -> Int32? {
        let number = Glibc.accept(listener, nil, nil)
        if number >= 0 {
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            return number
        }
        let code = errno
        // ECONNABORTED: that client is gone already; the next one may be waiting.
        if [EAGAIN, EINTR, ECONNABORTED].contains(code) { return nil }
        throw HostError(operation: "accept on", subject: descriptor.name, code: code)
    }

    /// Stops listening and removes the path of a unix socket; more calls do nothing.
    package func close() {
        guard descriptor.isOpen else { return }
        descriptor.close()
        if let path { unlink(path) }
    }
}
