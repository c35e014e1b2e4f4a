import SSH

/// A file or folder of a server that is reached by SSH: `sftp://USER@HOST:PORT/PATH`.
struct SSHPlace: Hashable {
    let method: FileTransferMethod
    let user: String?
    let host: String
    let port: UInt16
    /// From the root, or relative to the user's home; one that ends with a slash is a folder.
    var path: String

    /// - Throws: `PostProcessorError` for what is no such address.
    init(_ text: String) throws {
        guard let scheme = text.firstRange(of: "://"),
            let method = FileTransferMethod(rawValue: text[..<scheme.lowerBound].lowercased())
        else { throw PostProcessorError("\"\(text)\" does not begin with sftp:// or scp://") }
        self.method = method
        let rest = text[scheme.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else {
            throw PostProcessorError("The destination \"\(text)\" names no file or folder of the server")
        }
        let authority = rest[..<slash]
        let sign = authority.lastIndex(of: "@")
        user = sign.map { String(authority[..<$0]) }
        guard user?.contains(":") != true else {
            throw PostProcessorError("A password does not belong in an address: give it as password")
        }
        (host, port) = try Self.hostAndPort(
            authority[(sign.map { authority.index(after: $0) } ?? authority.startIndex)...])
        path = Self.path(rest[slash...])
        guard !path.unicodeScalars.contains(where: { $0.value < 32 }), user?.isEmpty != true else {
            throw PostProcessorError("The destination \"\(text)\" is no address of a file")
        }
    }

    private static func hostAndPort(_ text: Substring) throws -> (String, UInt16) {
        var (host, number) = (text, Substring("22"))
        if text.first == "[", let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if rest.first == ":" { number = rest.dropFirst() }
        } else if let colon = text.lastIndex(of: ":") {
            (host, number) = (text[..<colon], text[text.index(after: colon)...])
        }
        guard !host.isEmpty, !host.hasPrefix("-"), let port = UInt16(number), port > 0 else {
            throw PostProcessorError("\"\(text)\" is no host and port")
        }
        return (String(host), port)
    }

    /// `/~/x` counts from the home folder, as other programs have it.
    private static func path(_ text: Substring) -> String {
        guard text.hasPrefix("/~/") else { return String(text) }
        return "./" + text.dropFirst(3)
    }

    var address: String { "\(method.rawValue)://\(host):\(port)\(path.hasPrefix("/") ? "" : "/~/")\(path)" }
}
