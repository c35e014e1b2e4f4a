import Glibc

/// Opens TCP connections; blocking, for threads that may block.
package enum TCPDial {
    /// Why there is no connection.
    package enum Failure: Error, Sendable, Equatable {
        /// The name has no address; the resolver's words.
        case unresolved(String)
        /// The system's words: `Connection refused`.
        case refused(String)
        case timedOut
        case cancelled
    }

    /// Connects to the first address that answers, with Nagle's algorithm off.
    ///
    /// - Parameters:
    ///   - timeout: for all addresses together.
    ///   - wake: ends the wait when it becomes readable and `isCancelled` says so.
    /// - Returns: a non-blocking socket that the caller closes.
    package static func connect(
        host: String, port: UInt16, timeout: Duration, wake: WakeDescriptor, isCancelled: () -> Bool
    ) throws(Failure) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &found)
        guard status == 0 else { throw .unresolved(String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(found) }
        let deadline = ContinuousClock.now + timeout
        var failure = Failure.unresolved("no address")
        var next = found
        while let address = next {
            do throws(Failure) {
                return try connect(to: address.pointee, deadline: deadline, wake: wake, isCancelled: isCancelled)
            } catch .cancelled {
                throw .cancelled
            } catch {
                failure = error
            }
            next = address.pointee.ai_next
        }
        throw failure
    }

    private static func connect(
        to address: addrinfo, deadline: ContinuousClock.Instant, wake: WakeDescriptor, isCancelled: () -> Bool
    ) throws(Failure) -> Int32 {
        let type = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, type, address.ai_protocol)
        guard descriptor >= 0 else { throw .refused(systemText(errno)) }
        do throws(Failure) {
            if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 {
                guard errno == EINPROGRESS else { throw .refused(systemText(errno)) }
                try waitUntilConnected(descriptor, deadline: deadline, wake: wake, isCancelled: isCancelled)
            }
        } catch {
            close(descriptor)
            throw error
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    private static func waitUntilConnected(
        _ descriptor: Int32, deadline: ContinuousClock.Instant, wake: WakeDescriptor, isCancelled: () -> Bool
    ) throws(Failure) {
        while true {
            let left = deadline - .now
            guard left > .zero else { throw .timedOut }
            let ready = DescriptorPoll.wait(
                [.init(descriptor, read: false, write: true), .init(wake.descriptor)], timeout: left)
            if ready[1] { wake.drain() }
            if isCancelled() { throw .cancelled }
            if ready[0] { break }
        }
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        guard error == 0 else { throw .refused(systemText(error)) }
    }

    /// The bytes that wait to be read, without taking them.
    ///
    /// - Returns: `nil` if none are there yet; empty if the other side closed or the connection failed.
    package static func peek(_ descriptor: Int32, upTo limit: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, limit, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        if count < 0 { return errno == EAGAIN || errno == EINTR ? nil : [] }
        return Array(buffer.prefix(count))
    }

    /// Closes a socket that `connect` gave.
    package static func close(_ descriptor: Int32) {
        Glibc.close(descriptor)
    }

    private static func systemText(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
