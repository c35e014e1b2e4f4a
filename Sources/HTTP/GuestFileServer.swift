import AsyncSupport
internal import CLibmicrohttpd
import HostOS

/// A small HTTP server for machines that are being installed: GET and HEAD, one range a request, lists of folders.
package struct GuestFileServer: Sendable {
    /// The address it listens on.
    package let address: String
    /// Where it listens.
    package let port: Int
}

/// Serves `content` while `body` runs.
///
/// - Parameters:
///   - address: in numbers; the loopback address keeps other machines away, and QEMU's user network reaches it.
///   - ports: one of these is taken, beginning at a random one.
///   - onRequest: called on the server's thread for each request that was answered; it must not block.
/// - Throws: `HostError` if no port of the range is free, or what `body` throws.
package func withGuestFileServer<Result: Sendable>(
    _ content: GuestContent, address: String = "127.0.0.1", ports: ClosedRange<Int>,
    portSettings: String? = nil,
    onRequest: @escaping @Sendable (AccessRecord) -> Void = { _ in },
    _ body: (GuestFileServer) async throws -> Result
) async throws -> Result {
    try await withGuestFileServer(
        address: address, ports: ports, portSettings: portSettings, onRequest: onRequest, content: { _ in content },
        body)
}

/// Serves, while `body` runs, what `content` makes of the port that was taken.
package func withGuestFileServer<Result: Sendable>(
    address: String, ports: ClosedRange<Int>, portSettings: String? = nil,
    onRequest: @escaping @Sendable (AccessRecord) -> Void = { _ in },
    content: (_ port: Int) throws -> GuestContent,
    _ body: (GuestFileServer) async throws -> Result
) async throws -> Result {
    let reservation = try PortReservation.reserve(in: ports, address: address, settings: portSettings)
    let content = try content(reservation.port)
    let daemon = try GuestDaemon(reservation, content: content, onRequest: onRequest)
    return try await withTeardown {
        try await body(GuestFileServer(address: address, port: reservation.port))
    } teardown: {
        try await onOwnThread("http stop") { daemon.stop() }
    }
}

/// The library's daemon and what its callback works with.
private final class GuestDaemon: Sendable {
    // Set in `init` and used once more, by `stop`, after which nobody has the object.
    nonisolated(unsafe) private let handle: OpaquePointer
    private let responder: Unmanaged<GuestResponder>

    init(
        _ reservation: PortReservation, content: GuestContent, onRequest: @escaping @Sendable (AccessRecord) -> Void
    ) throws {
        guard ingot_mhd_load() else {
            throw HostError(
                operation: "serve HTTP on", subject: "port \(reservation.port)",
                reason: "libmicrohttpd (libmicrohttpd.so.12) cannot be loaded")
        }
        responder = .passRetained(GuestResponder(content: content, onRequest: onRequest))
        let listener = reservation.listener.descriptor.release() ?? -1
        guard let handle = ingot_mhd_start(listener, GuestResponder.handler, responder.toOpaque()) else {
            HostFiles.closeDescriptor(listener)
            responder.release()
            throw HostError(
                operation: "serve HTTP on", subject: "port \(reservation.port)", reason: "the server did not start")
        }
        self.handle = handle
    }

    /// Ends the thread and all connections.
    func stop() {
        ingot_mhd_stop_daemon(handle)
        responder.release()
    }
}
