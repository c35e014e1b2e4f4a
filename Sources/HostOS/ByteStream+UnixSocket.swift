import Glibc

extension ByteStream {
    /// Connects to the unix socket at a path.
    ///
    /// A server on this host takes or refuses the connection at once, so nothing is waited for.
    ///
    /// - Throws: `HostError`, also if the path is longer than a socket's address can be (107 bytes).
    package static func connect(unixSocket path: String) throws(HostError) -> ByteStream {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw HostError(operation: "connect to", subject: path, code: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let number = try checked(socket(AF_UNIX, kind, 0), "open a socket for", path)
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            Glibc.close(number)
            throw HostError(operation: "connect to", subject: path, code: code)
        }
        return ByteStream(adopting: number, name: path, isSocket: true)
    }
}
