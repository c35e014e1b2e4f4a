import BuildEvents
import GoTemplate
import HTTP

/// What the guest is told about the HTTP server.
struct GuestServer: Sendable {
    /// The host as a guest in QEMU's user network sees it (QEMU's documentation, "Network emulation").
    static let hostAddress = "10.0.2.2"

    /// 0 where there is no server.
    var port = 0

    var address: String { port == 0 ? "" : Self.hostAddress }
    var data: [String: GoValue] { ["HTTPIP": .string(address), "HTTPPort": .int(port)] }

    /// What provisioners are told.
    var generatedData: [String: String] {
        [
            "PackerHTTPIP": address, "PackerHTTPPort": "\(port)",
            "PackerHTTPAddr": port == 0 ? "" : "\(address):\(port)",
        ]
    }
}

/// Serves what the template offers while `body` runs; without an offer there is no server.
func withGuestServer<Value: Sendable>(
    _ options: NetworkOptions.HTTPOptions?, _ log: BuildLog, _ body: (GuestServer) async throws -> Value
) async throws -> Value {
    guard let options else { return try await body(GuestServer()) }
    let content: GuestContent = options.directory.map { .directory($0) } ?? .texts(options.content)
    let ports = options.ports.lowerBound...(options.ports.upperBound - 1)
    return try await withGuestFileServer(
        content, address: options.address, ports: ports, portSettings: "http_port_min and http_port_max"
    ) { record in
        log.emit(
            .exhibit(
                .request(
                    RequestExhibit(
                        method: record.method, path: record.path, status: record.status, bytes: record.bytes,
                        suggestion: record.suggestion))))
        log.message("HTTP \(record.method) \(record.path): \(record.status)")
    } _: { server in
        log.say("Starting HTTP server on port \(server.port)")
        return try await body(GuestServer(port: server.port))
    }
}
