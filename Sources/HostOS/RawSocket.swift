import Glibc

/// Calls on non-blocking sockets that never wait; for threads with a poll loop of their own.
package enum RawSocket {
    /// What a call came to.
    package enum Outcome: Sendable, Equatable {
        /// So many bytes were moved, at least one.
        case moved(Int)
        /// The socket has to be waited for.
        case again
        /// The other side has ended, or the connection is gone.
        case ended
    }

    /// Two connected sockets of this process, which the caller closes.
    package static func pair() throws -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        try checked(socketpair(AF_UNIX, type, 0, &ends), "make", "a pair of sockets")
        return (ends[0], ends[1])
    }

    /// Connects to the unix socket at a path; the caller closes it.
    package static func connect(unixPath path: String) throws -> Int32 {
        let address = try SocketAddress(unixPath: path)
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = try checked(socket(AF_UNIX, type, 0), "connect to", path)
        // Connecting to a unix socket succeeds or fails at once (unix(7)).
        guard address.withNative({ Glibc.connect(number, $0, $1) }) == 0 else {
            let code = errno
            Glibc.close(number)
            throw HostError(operation: "connect to", subject: path, code: code)
        }
        return number
    }

    /// Reads what is there.
    package static func read(_ number: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        outcome(recv(number, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)))
    }

    /// What is there, up to so many bytes: nothing at the end, `nil` if it has to be waited for.
    package static func read(_ number: Int32, upTo limit: Int) -> ArraySlice<UInt8>? {
        var piece = [UInt8](repeating: 0, count: limit)
        switch piece.withUnsafeMutableBytes({ read(number, into: $0) }) {
        case .moved(let count): return piece.prefix(count)
        case .again: return nil
        case .ended: return []
        }
    }

    /// Writes what there is room for.
    package static func write(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Outcome {
        outcome(send(number, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)))
    }

    /// Tells the other side that no more bytes follow.
    package static func endWriting(_ number: Int32) {
        shutdown(number, Int32(SHUT_WR))
    }

    /// Has every write go out at once, which short questions and answers over TCP need.
    package static func sendWithoutDelay(_ number: Int32) {
        setOption(number, Int32(IPPROTO_TCP), TCP_NODELAY)
    }

    package static func close(_ number: Int32) {
        Glibc.close(number)
    }

    private static func outcome(_ count: Int) -> Outcome {
        if count > 0 { return .moved(count) }
        return count < 0 && [EAGAIN, EINTR].contains(errno) ? .again : .ended
    }
}

extension SocketListener {
    /// The next connection as a non-blocking socket that the caller closes; `nil` if nobody waits.
    package func acceptNow() throws -> Int32? {
        try descriptor.withNumber("accept on") { listener in
            let number = Glibc.accept(listener, nil, nil)
            guard number >= 0 else { return nil }
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
            return number
        }
    }
}
