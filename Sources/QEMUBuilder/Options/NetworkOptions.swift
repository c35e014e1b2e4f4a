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
            "http_bind_address", default: "127.0.0.1",
            "The address at which it listens; the guest reaches the host's loopback address as 10.0.2.2.")
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
        Key.httpPortMaximum.declaration, Key.httpBindAddress.declaration, Key.hostPortMinimum.declaration,
        Key.hostPortMaximum.declaration, Key.sshHostPortMinimum.declaration, Key.sshHostPortMaximum.declaration,
        Key.skipMapping.declaration, Key.shutdownCommand.declaration, Key.shutdownTimeout.declaration,
    ]

    var http: HTTPOptions?
    var hostPorts: Range<Int>
    var skipsPortMapping: Bool
    var shutdownCommand: String?
    var shutdownTimeout: Duration

    struct HTTPOptions: Hashable {
        /// `nil` if `content` is served.
        var directory: String?
        var content: [String: String]
        var ports: Range<Int>
        var address: String
    }

    init(_ reader: OptionReader) {
        http = Self.http(reader)
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
        let ports = reader.ports(Key.httpPortMinimum, Key.httpPortMaximum, atLeast: 0)
        let address = reader.value(Key.httpBindAddress)
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
        return HTTPOptions(directory: directory, content: content, ports: ports, address: address)
    }
}
