/// A TCP port that is taken for sure: the bound, listening socket itself.
///
/// Hand the descriptor to whoever serves the port (`descriptor.release()`, or inherited by a child); a program that
/// has to bind the port itself gets it by `close()` just before.
package struct PortReservation: Sendable {
    /// From the range that was asked for.
    package let port: Int
    /// What holds the port until it is used or dropped.
    package let listener: SocketListener

    /// Takes a free port of the range, beginning at a random one so that builds side by side rarely collide.
    ///
    /// - Parameters:
    ///   - excluding: ports that are not to be taken though they may look free.
    ///   - settings: what the user sets the range by, for the message.
    /// - Throws: `HostError` that names the range if every port of it is taken.
    package static func reserve(
        in range: ClosedRange<Int>, address: String = "127.0.0.1", excluding: Set<Int> = [],
        settings: String? = nil
    ) throws -> PortReservation {
        let count = range.count
        let offset = Int.random(in: 0..<count)
        for step in 0..<count {
            let port = range.lowerBound + (offset + step) % count
            if excluding.contains(port) { continue }
            do {
                return PortReservation(port: port, listener: try SocketListener.tcp(address: address, port: port))
            } catch let error as HostError where error.isAddressInUse {
                continue
            }
        }
        throw HostError(
            operation: "find a free port on", subject: address,
            reason: "all \(count) ports from \(range.lowerBound) to \(range.upperBound) are taken"
                + (settings.map { "; \($0) set the range" } ?? ""))
    }

    /// Gives the port back, or free for the program that binds it next.
    package func close() {
        listener.close()
    }
}
