import Glibc
internal import Synchronization

/// A port of loopback whose connections are taken up by the system but never served.
package struct SilentServer: Sendable {
    package let port: UInt16
    package var host: String { "127.0.0.1" }

    package static func with<Result: Sendable>(_ body: (SilentServer) async throws -> Result) async throws -> Result {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        let port = try bindToLoopback(descriptor)
        guard listen(descriptor, 16) == 0 else { throw FixtureFailure("cannot listen") }
        return try await body(SilentServer(port: port))
    }
}

/// A port of loopback that nothing listens on.
///
/// From below the ports that the kernel gives to outgoing connections (ip(7), ip_local_port_range), so that no
/// connection of another test takes it before it is used, nor a server of the program, which listens elsewhere.
package func freePort() throws -> UInt16 {
    for _ in 0..<100 {
        // A program that another test starts at this moment must not keep it.
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        // A port that is taken is no failure: there are ten thousand.
        guard let port = try? bindToLoopback(descriptor, port: .random(in: 10_000..<20_000)) else { continue }
        // Another test may have been given it, and not have bound it yet.
        if givenPorts.withLock({ $0.insert(port).inserted }) { return port }
    }
    throw FixtureFailure("no free port")
}

private let givenPorts = Mutex<Set<UInt16>>([])

private func bindToLoopback(_ descriptor: Int32, port: UInt16 = 0) throws -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(descriptor, address, size) == 0 ? getsockname(descriptor, address, &size) : -1
        }
    }
    guard status == 0 else { throw FixtureFailure("no free port") }
    return UInt16(bigEndian: address.sin_port)
}
