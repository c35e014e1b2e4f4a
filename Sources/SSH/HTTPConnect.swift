internal import BuildEvents
internal import Cryptography

/// The way through an HTTP proxy by the method CONNECT.
struct HTTPConnect {
    let proxy: SSHProxy

    /// More than any proxy sends before the connection stands, in bytes.
    private static let longestAnswer = 16 * 1024

    /// - Throws: `ProxyRefusal`.
    func open(_ host: String, _ port: UInt16, over wire: some ProxyWire) throws {
        let target = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        guard !target.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw ProxyRefusal(message: "the host name has characters that none has")
        }
        var lines = ["CONNECT \(target) HTTP/1.1", "Host: \(target)"]
        if let username = proxy.username {
            let login = Base64.text(Array("\(username):\(proxy.password?.exposed ?? "")".utf8))
            lines.append("Proxy-Authorization: Basic \(login)")
        }
        try wire.write(Array((lines + ["", ""]).joined(separator: "\r\n").utf8))
        try judge(try readHeader(wire))
    }

    /// The lines of the answer, read byte by byte: the SSH server's first ones may follow at once.
    private func readHeader(_ wire: some ProxyWire) throws -> [Substring] {
        var bytes: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        while !bytes.hasSuffix(end) && !bytes.hasSuffix([10, 10]) {
            guard bytes.count < Self.longestAnswer else { throw ProxyRefusal(message: "its answer has no end") }
            bytes += try wire.read(1)
        }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    }

    private func judge(_ header: [Substring]) throws {
        let words = (header.first ?? "").split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw ProxyRefusal(message: "it does not speak HTTP")
        }
        guard !(200...299).contains(status) else { return }
        let reason = words.count > 2 ? " \(SCPControlLine.printable(String(words[2].prefix(100))))" : ""
        throw ProxyRefusal(message: "it answers with \(status)\(reason)", isLogin: status == 407 || status == 401)
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ other: [UInt8]) -> Bool { suffix(other.count) == other[...] }
}
