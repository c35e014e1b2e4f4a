import ComponentAPI
import HostOS

/// What the guest and the host give each other over the network, and how the machine is shut down.
struct NetworkOptions: Sendable {
    private enum Key {
        static let httpDirectory = OptionKey<String>(
            "http_directory", default: "", "A folder that the guest gets files from by HTTP.")
        static let httpContent = OptionKey<[String: String]>(
            "http_content", default: [:], "Files that the guest gets by HTTP, by path.")
        static let httpPortMinimum = OptionKey<Int>("http_port_min", default: 8000, "The first port of that server.")
        static let httpPortMaximum = OptionKey<Int>("http_port_max", default: 9000, "The port after the last one.")
        static let httpBindAddress = OptionKey<String>(
            "http_bind_address", defaultText: "127.0.0.1, or the bridge's address with net_bridge",
            "The address at which it listens; the guest reaches the host's loopback address as 10.0.2.2.")
        static let httpInterface = OptionKey<String>(
            "http_interface", default: "",
            "The network interface at whose first address it listens and is named to the guest.")
        static let httpProtocol = OptionKey<String>(
            "http_network_protocol", default: "tcp",
            "How it listens: tcp and tcp4 by IPv4, tcp6 by IPv6. The socket files of unix and unixpacket are out of a "
                + "guest's reach.")
        static let bridge = OptionKey<String>(
            "net_bridge", default: "",
            "A bridge of this host to hang the machine on, instead of a network of its own; needs qemu-bridge-helper.")
        static let hostPortMinimum = OptionKey<Int>(
            "host_port_min", default: 2222, "The first port of the host that may lead to the guest.")
        static let hostPortMaximum = OptionKey<Int>("host_port_max", default: 4444, "The port after the last one.")
        static let sshHostPortMinimum = OptionKey<Int>(
            "ssh_host_port_min", default: 2222, deprecation: "Write host_port_min.", "Old name of host_port_min.")
        static let sshHostPortMaximum = OptionKey<Int>(
            "ssh_host_port_max", default: 4444, deprecation: "Write host_port_max.", "Old name of host_port_max.")
        static let skipMapping = OptionKey<Bool>(
            "skip_nat_mapping", default: false, "Connects to the guest's own port; nothing is searched.")
        static let shutdownCommand = OptionKey<String>(
            "shutdown_command", default: "", "Shuts the guest down; without it QEMU is simply ended.")
        static let shutdownTimeout = OptionKey<Duration>(
            "shutdown_timeout", default: .seconds(300), defaultText: "5m", "How long that may take.")
    }

    static let declarations: [OptionDeclaration] = [
        Key.httpDirectory.declaration, Key.httpContent.declaration, Key.httpPortMinimum.declaration,
        Key.httpPortMaximum.declaration, Key.httpBindAddress.declaration, Key.httpInterface.declaration,
        Key.httpProtocol.declaration, Key.bridge.declaration, Key.hostPortMinimum.declaration,
        Key.hostPortMaximum.declaration, Key.sshHostPortMinimum.declaration, Key.sshHostPortMaximum.declaration,
        Key.skipMapping.declaration, Key.shutdownCommand.declaration, Key.shutdownTimeout.declaration,
    ]

    var http: HTTPOptions?
    var server: Server
    /// `nil` for a network of the machine's own.
    var bridge: String?
    var hostPorts: Range<Int>
    var skipsPortMapping: Bool
    var shutdownCommand: String?
    var shutdownTimeout: Duration

    struct HTTPOptions: Hashable {
        /// `nil` if `content` is served.
        var directory: String?
        var content: [String: String]
    }

    /// Where the server for guests listens, if there is one.
    struct Server: Hashable {
        var ports: Range<Int>
        var place: Place
        var isVersion6: Bool
    }

    /// Where the server listens.
    enum Place: Hashable {
        /// Where the guest reaches it without others doing so.
        case unsaid
        case address(String)
        case interface(String)
    }

    init(_ reader: OptionReader) {
        bridge = reader.value(Key.bridge).nonEmpty
        http = Self.http(reader)
        server = Server(
            ports: reader.ports(Key.httpPortMinimum, Key.httpPortMaximum, atLeast: 0), place: Self.place(reader),
            isVersion6: Self.isVersion6(reader))
        let usesOldNames = reader.isSet(Key.sshHostPortMinimum) || reader.isSet(Key.sshHostPortMaximum)
        hostPorts =
            usesOldNames
            ? reader.ports(Key.sshHostPortMinimum, Key.sshHostPortMaximum, atLeast: 0)
            : reader.ports(Key.hostPortMinimum, Key.hostPortMaximum, atLeast: 0)
        skipsPortMapping = reader.value(Key.skipMapping)
        shutdownCommand = reader.value(Key.shutdownCommand).nonEmpty
        shutdownTimeout = reader.value(Key.shutdownTimeout)
    }

    private static func http(_ reader: OptionReader) -> HTTPOptions? {
        let directory = reader.value(Key.httpDirectory).nonEmpty
        let content = reader.value(Key.httpContent)
        if directory != nil, !content.isEmpty {
            reader.error(
                "Two HTTP contents", "Only one of http_directory and http_content can be given.", of: Key.httpContent)
        }
        if let directory, HostFiles.kind(of: directory, followingLinks: true) != .directory {
            reader.error(
                "HTTP folder not found", "The option \"http_directory\" names \"\(directory)\", which is no folder.",
                of: Key.httpDirectory)
        }
        guard directory != nil || !content.isEmpty else { return nil }
        return HTTPOptions(directory: directory, content: content)
    }

    private static func place(_ reader: OptionReader) -> Place {
        let address = reader.optional(Key.httpBindAddress)?.nonEmpty
        guard let interface = reader.value(Key.httpInterface).nonEmpty else {
            return address.map(Place.address) ?? .unsaid
        }
        if address != nil {
            reader.error(
                "Two HTTP addresses", "Only one of http_interface and http_bind_address can be given.",
                of: Key.httpInterface)
        }
        return .interface(interface)
    }

    private static func isVersion6(_ reader: OptionReader) -> Bool {
        let name = reader.choice(Key.httpProtocol, among: ["tcp", "tcp4", "tcp6", "unix", "unixpacket"])
        if name.hasPrefix("unix") {
            reader.error(
                "Invalid use of an option",
                "With http_network_protocol = \"\(name)\" the server would listen at a file of this host, which a guest "
                    + "cannot reach. Write tcp, tcp4 or tcp6.", of: Key.httpProtocol)
        }
        return name == "tcp6"
    }
}
