import AsyncSupport
import Glibc

/// A connected stream socket: a `ByteStream` over TCP or a unix socket.
package typealias SocketStream = ByteStream

extension ByteStream {
    /// Connects over TCP, trying the addresses of the host in turn.
    ///
    /// - Throws: `HostError` of the last address that was tried (`isTimeout` when none answered in time).
    package static func connect(
        host: String, port: Int, timeout: Duration = .seconds(15)
    ) async throws -> SocketStream {
        let name = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        do {
            return try await withDeadline(timeout) {
                var failure = HostError(operation: "connect to", subject: name, reason: "it has no address")
                for address in try await addresses(of: host, port: port) {
                    do {
                        return try await connect(to: address, name: name)
                    } catch let error as HostError {
                        failure = error
                    }
                }
                throw failure
            }
        } catch is DeadlineExceeded {
            throw HostError(operation: "connect to", subject: name, code: ETIMEDOUT)
        }
    }

    /// Connects to the unix socket at a path of at most 107 bytes.
    package static func connect(unixPath path: String) async throws -> SocketStream {
        try await connect(to: try SocketAddress(unixPath: path), name: path)
    }

    private static func addresses(of host: String, port: Int) async throws -> [SocketAddress] {
        // Not an address in numbers: then it is a name, whose look-up blocks.
        if let numeric = try? SocketAddress.resolve(host: host, port: port, numericOnly: true) { return numeric }
        return try await onOwnThread("resolver") {
            try SocketAddress.resolve(host: host, port: port, numericOnly: false)
        }
    }

    private static func connect(to address: SocketAddress, name: String) async throws -> SocketStream {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = try checked(socket(address.family, type, 0), "connect to", name)
        let stream = ByteStream(adopting: number, name: name, isSocket: true)
        let result = address.withNative { Glibc.connect(number, $0, $1) }
        if result != 0 {
            let code = errno
            guard code == EINPROGRESS else { throw HostError(operation: "connect to", subject: name, code: code) }
            try await stream.descriptor.wait(for: .writable)
            let outcome = try stream.descriptor.withNumber { socketError(of: $0) }
            guard outcome == 0 else { throw HostError(operation: "connect to", subject: name, code: outcome) }
        }
        if address.family != AF_UNIX { setOption(number, Int32(IPPROTO_TCP), TCP_NODELAY) }
        return stream
    }

    private static func socketError(of number: Int32) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
    }

    /// Two connected sockets of this process.
    package static func pair(name: String = "a pair of sockets") throws -> (SocketStream, SocketStream) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        try checked(socketpair(AF_UNIX, type, 0, &ends), "make", name)
        return (
            ByteStream(adopting: ends[0], name: name, isSocket: true),
            ByteStream(adopting: ends[1], name: name, isSocket: true)
        )
    }
}

/// Switches a flag of a socket on.
///
/// What the kernel refuses costs speed, not correctness.
func setOption(_ socket: Int32, _ level: Int32, _ option: Int32) {
    var on: Int32 = 1
    setsockopt(socket, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
}
