internal import BuildEvents
internal import HostOS
internal import SSH

/// The keys of an adapter: given by the user or made for it alone, and then in memory only.
struct AdapterKeys: Sendable {
    let hostKey: SSHPrivateKey
    /// Type and base64 of the host key's public half.
    let hostLine: String
    let authorizedKeys: [String]
    /// The private half of the one key that is let in, where it was made here.
    let userKey: Secret<String>?

    /// Blocks while keys are made.
    init(_ options: AdapterOptions) throws {
        if let path = options.hostKeyFile {
            hostKey = SSHPrivateKey(.file(path: path))
        } else {
            let pair = try SSHKeyPair.generate(type: options.keyType, bits: options.keyBits, comment: "")
            hostKey = SSHPrivateKey(.text(pair.privateText))
        }
        let line = try SSHKeyPair.publicLine(of: hostKey, comment: "")
        hostLine = line.split(separator: " ").prefix(2).joined(separator: " ")
        if let path = options.authorizedKeyFile {
            let lines = try HostFiles.readText(path, limit: 1 << 20).split(whereSeparator: \.isNewline).map(String.init)
            authorizedKeys = lines.filter { !$0.hasPrefix("#") }
            userKey = nil
            guard !authorizedKeys.isEmpty else { throw AdapterError("\(path) has no key that may log in") }
        } else {
            let pair = try SSHKeyPair.generate(type: options.keyType, bits: options.keyBits, comment: "ingot")
            authorizedKeys = [pair.publicLine]
            userKey = pair.privateText
        }
    }
}

/// The port of an adapter.
enum AdapterPort {
    /// How many ports are tried, from the wanted one on.
    private static let attempts: UInt16 = 10

    /// Listens on the wanted port or one of the next; 0 for any.
    static func listener(from wanted: UInt16) throws -> SocketListener {
        guard wanted > 0 else { return try SocketListener.tcp() }
        let last = UInt16(clamping: Int(wanted) + Int(attempts) - 1)
        for port in wanted...last {
            // Taken by another program: the next one may be free.
            if let listener = try? SocketListener.tcp(port: Int(port)) { return listener }
        }
        throw AdapterError("none of the ports \(wanted) to \(last) of 127.0.0.1 is free")
    }
}
