import BuildEvents
import ComponentAPI
import Diagnostics
import GoTemplate
import HTTP
import HostOS

/// What the guest is told about the HTTP server.
struct GuestServer: Sendable {
    /// 0 where there is no server.
    var port = 0
    /// As the guest sees it, in brackets where it is of IPv6; empty where there is no server.
    var address = ""

    var data: [String: GoValue] { ["HTTPIP": .string(address), "HTTPPort": .int(port)] }

    /// What provisioners are told.
    var generatedData: [String: String] {
        [
            "PackerHTTPIP": address, "PackerHTTPPort": "\(port)",
            "PackerHTTPAddr": port == 0 ? "" : "\(address):\(port)",
        ]
    }
}

/// Serves what the template offers; without an offer there is no server.
struct ServeGuest: Sendable {
    let options: NetworkOptions
    let cloudInit: CloudInitOptions?
    /// Whether the machine is on the network that QEMU makes for it, whose gateway leads to our loopback address.
    var isOnOwnNetwork = true
    /// With the machine's data but the server's.
    let templating: TemplateContext
    let log: BuildLog

    /// Runs `body` while the server runs.
    func run<Value: Sendable>(_ body: (GuestServer) async throws -> Value) async throws -> Value {
        let hasSeed = cloudInit?.delivery == .http
        guard options.http != nil || hasSeed else { return try await body(GuestServer()) }
        let place = try ServerPlace(options, isOnOwnNetwork: isOnOwnNetwork)
        let ports = options.server.ports.lowerBound...(options.server.ports.upperBound - 1)
        return try await withGuestFileServer(
            address: place.bound, ports: ports, portSettings: "http_port_min and http_port_max",
            onRequest: { tell(of: $0) },
            content: { try content(GuestServer(port: $0, address: place.told)) }
        ) { server in
            log.say("Starting HTTP server on port \(server.port)")
            if !isOnOwnNetwork, place.bound == ServerPlace.everywhere {
                log.message(
                    "It listens at all addresses of this host, as qemuargs give the machine another network than "
                        + "QEMU's own; http_bind_address names one")
            }
            return try await body(GuestServer(port: server.port, address: place.told))
        }
    }

    private func content(_ server: GuestServer) throws -> GuestContent {
        var texts = options.http?.content ?? [:]
        if cloudInit?.delivery == .http {
            let seed = try CloudInitSeed(cloudInit, templating: templating.adding(server.data))
            for (name, text) in seed.files { texts[CloudInitOptions.folder + name] = text }
            // Where there is none, cloud-init asks ten times, a second apart.
            texts[CloudInitOptions.folder + "vendor-data"] = ""
        }
        guard let directory = options.http?.directory else { return .texts(texts) }
        return texts.isEmpty ? .directory(directory) : .layered(texts: texts, directory: directory)
    }

    /// A file that the guest asks for and that is not there is mostly why an installation stops.
    private func tell(of record: AccessRecord) {
        log.emit(
            .exhibit(
                .request(
                    RequestExhibit(
                        method: record.method, path: record.path, status: record.status, bytes: record.bytes,
                        suggestion: record.suggestion))))
        let line = "HTTP \(record.method) \(record.path): \(record.status)"
        // cloud-init asks for files that a template need not have, such as vendor-data.
        let isOptional = record.path.hasPrefix(CloudInitOptions.folder)
        guard record.status >= 400, !isOptional else { return log.message(line) }
        let nearest = record.suggestion.map { "; the nearest is \($0)" } ?? ""
        log.say("Warning: the guest asked for \(record.path) and was answered \(record.status)\(nearest)")
    }
}

/// Where the server listens, and where the guest finds it.
struct ServerPlace: Hashable {
    var bound: String
    /// As the guest writes it in a URL.
    var told: String

    /// The host's loopback addresses as a guest in QEMU's user network sees them (QEMU's documentation, "Network
    /// emulation").
    private static let hostInUserNetwork = (version4: "10.0.2.2", version6: "[fec0::2]")

    /// The address at which all of a host's are listened at.
    static let everywhere = "0.0.0.0"

    /// - Parameter isOnOwnNetwork: `false` if the template's `qemuargs` replace QEMU's user network by another one, of
    ///   which we know nothing but that our loopback address is not reached from there.
    /// - Throws: `DiagnosticError` if an interface is not there or has no address.
    init(_ options: NetworkOptions, isOnOwnNetwork: Bool = true) throws {
        let isVersion6 = options.server.isVersion6
        let ownHost = isVersion6 ? Self.hostInUserNetwork.version6 : Self.hostInUserNetwork.version4
        switch (options.server.place, options.bridge) {
        case (.unsaid, nil) where !isOnOwnNetwork && !isVersion6:
            self.init(bound: Self.everywhere, told: ownHost)
        case (.unsaid, nil):
            self.init(bound: isVersion6 ? "::1" : "127.0.0.1", told: ownHost)
        case (.unsaid, let bridge?):
            self.init(at: try Self.address(of: bridge, isVersion6))
        case (.interface(let interface), _):
            self.init(at: try Self.address(of: interface, isVersion6))
        case (.address(let address), nil):
            self.init(bound: address, told: Self.isOurs(address) ? ownHost : Self.inURL(address))
        case (.address(let address), let bridge?):
            let told = Self.isOurs(address) ? try Self.address(of: bridge, isVersion6) : address
            self.init(bound: address, told: Self.inURL(told))
        }
    }

    private init(bound: String, told: String) {
        self.bound = bound
        self.told = told
    }

    private init(at address: String) {
        self.init(bound: address, told: Self.inURL(address))
    }

    private static func inURL(_ address: String) -> String { address.contains(":") ? "[\(address)]" : address }

    /// Whether nobody but this host would understand the address.
    private static func isOurs(_ address: String) -> Bool {
        address.hasPrefix("127.") || ["0.0.0.0", "::", "::1", "localhost"].contains(address)
    }

    private static func address(of interface: String, _ isVersion6: Bool) throws -> String {
        let addresses = try HostNetwork.addresses(of: interface)
        // An address of the link alone would need its zone, which is another one in the guest.
        if let found = addresses?.first(where: { $0.isVersion6 == isVersion6 && !$0.text.hasPrefix("fe80:") }) {
            return found.text
        }
        let lack = addresses == nil ? "There is no network interface" : "No IPv\(isVersion6 ? 6 : 4) address has"
        throw DiagnosticError(
            Diagnostic(
                "Network interface not usable", detail: "\(lack) \"\(interface)\".",
                advice: ["List them: ip address. Or name an address by http_bind_address."]))
    }
}
