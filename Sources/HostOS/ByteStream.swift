import Glibc

/// Bytes to and from a pipe or socket, without blocking a thread.
///
/// One task may read while another writes. Cancellation ends a wait; the stream stays usable.
package final class ByteStream: Sendable {
    /// The pipe or socket; closed with the stream.
    package let descriptor: OwnedDescriptor
    private let isSocket: Bool

    /// Takes over a descriptor and makes it non-blocking.
    package init(adopting number: Int32, name: String, isSocket: Bool) {
        let flags = fcntl(number, F_GETFL)
        _ = fcntl(number, F_SETFL, flags | O_NONBLOCK)
        descriptor = OwnedDescriptor(adopting: number, name: name)
        self.isSocket = isSocket
    }

    /// The next bytes, at least one and at most `limit`; none at the end of the stream.
    package func read(upTo limit: Int = 65_536) async throws -> [UInt8] {
        while true {
            try Task.checkCancellation()
            if let bytes = try readReady(upTo: limit) { return bytes }
            try await descriptor.wait(for: .readable)
        }
    }

    /// What is there now; `nil` if the stream has to be waited for.
    private func readReady(upTo limit: Int) throws -> [UInt8]? {
        try descriptor.withNumber("read") { number in
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
                let result = Glibc.read(number, buffer.baseAddress, limit)
                code = result < 0 ? errno : 0
                count = max(0, result)
            }
            if code == EAGAIN || code == EINTR { return nil }
            guard code == 0 else { throw HostError(operation: "read from", subject: descriptor.name, code: code) }
            return bytes
        }
    }

    /// All bytes until the end of the stream.
    ///
    /// - Throws: `HostError` if there are more than `limit`.
    package func readAll(limit: Int = .max) async throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let bytes = try await read()
            if bytes.isEmpty { return all }
            all += bytes
            guard all.count <= limit else {
                throw HostError(
                    operation: "read from", subject: descriptor.name, reason: "it sent more than \(limit) bytes")
            }
        }
    }

    /// Writes all of the bytes, waiting while the other side is slow.
    package func write(_ bytes: some Sequence<UInt8>) async throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            try Task.checkCancellation()
            let count = try writeReady(rest)
            rest = rest.dropFirst(count)
            if count == 0 { try await descriptor.wait(for: .writable) }
        }
    }

    private func writeReady(_ bytes: ArraySlice<UInt8>) throws -> Int {
        try descriptor.withNumber("write") { number in
            let result = bytes.withUnsafeBytes { buffer in
                isSocket
                    ? send(number, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
                    : Glibc.write(number, buffer.baseAddress, buffer.count)
            }
            if result >= 0 { return result }
            let code = errno
            if code == EAGAIN || code == EINTR { return 0 }
            throw HostError(operation: "write to", subject: descriptor.name, code: code)
        }
    }

    /// Tells the other side that no more bytes follow; reading goes on.
    package func finishWriting() {
        guard isSocket else { return close() }
        // A stream that is closed already has nothing more to finish.
        try? descriptor.withNumber { _ = shutdown($0, Int32(SHUT_WR)) }
    }

    /// Closes both directions and ends waits; more calls do nothing.
    package func close() {
        descriptor.close()
    }

    /// The stream as lines, which are read as they are asked for.
    package var lines: ByteLines { ByteLines(stream: self) }
}
