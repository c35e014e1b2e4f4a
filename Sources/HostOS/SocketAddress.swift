import Glibc

/// An address of the internet in the form of the system.
struct SocketAddress: Sendable {
    private var storage: sockaddr_storage
    private var length: socklen_t
    let family: Int32

    /// The addresses of a host; blocks while a name is looked up.
    ///
    /// - Parameter numericOnly: accepts only addresses in numbers, which never block.
    static func resolve(host: String, port: Int, numericOnly: Bool) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | (numericOnly ? AI_NUMERICHOST : 0)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            let reason = gai_strerror(code).map { String(cString: $0).lowercased() } ?? "unknown host"
            throw HostError(operation: "find the address of", subject: host, reason: reason)
        }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ai_addr {
                found.append(SocketAddress(address, entry.pointee.ai_addrlen, entry.pointee.ai_family))
            }
            next = entry.pointee.ai_next
        }
        return found
    }

    private init(_ address: UnsafePointer<sockaddr>, _ length: socklen_t, _ family: Int32) {
        storage = sockaddr_storage()
        self.length = length
        self.family = family
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: min(Int(length), bytes.count)))
        }
    }

    /// A path of the file system, at most 107 bytes (unix(7)).
    init(unixPath path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < capacity, !bytes.isEmpty else {
            throw HostError(
                operation: "use the socket", subject: path, reason: "its path is longer than \(capacity - 1) bytes")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        self = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                SocketAddress($0, socklen_t(MemoryLayout<sockaddr_un>.size), AF_UNIX)
            }
        }
    }

    /// Calls a function of the system with the address.
    func withNative<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// The port to which a socket of the internet is bound.
    static func boundPort(of socket: Int32) -> Int? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
        }
        guard result == 0 else { return nil }
        // Family and port are at the same place in IPv4 and IPv6 addresses.
        return withUnsafeBytes(of: &storage) { Int($0[2]) << 8 | Int($0[3]) }
    }
}
