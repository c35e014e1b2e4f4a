/// A port that leads through the connection: OpenSSH's `-L` and `-R`.
package struct SSHTunnel: Sendable, Hashable {
    /// Where the near end listens: on this host for a local tunnel, on the machine for a remote one.
    package var listenAddress: String
    /// From 1 to 65535, as the other.
    package var listenPort: UInt16
    /// Where the far end connects to.
    package var targetHost: String
    /// At the far end.
    package var targetPort: UInt16

    package init(
        listenAddress: String = "localhost", listenPort: UInt16, targetHost: String, targetPort: UInt16
    ) {
        self.listenAddress = listenAddress
        self.listenPort = listenPort
        self.targetHost = targetHost
        self.targetPort = targetPort
    }

    /// Reads `PORT:HOST:PORT` or `ADDRESS:PORT:HOST:PORT`; an IPv6 address stands in brackets.
    package init?(_ text: String) {
        var words = Self.words(text)[...]
        guard let targetPort = words.popLast().flatMap(Self.port), let host = words.popLast(), !host.isEmpty,
            let listenPort = words.popLast().flatMap(Self.port)
        else { return nil }
        let address = words.popLast() ?? "localhost"
        guard words.isEmpty, !address.isEmpty else { return nil }
        self.init(listenAddress: address, listenPort: listenPort, targetHost: host, targetPort: targetPort)
    }

    private static func port(_ text: String) -> UInt16? {
        UInt16(text).flatMap { $0 > 0 ? $0 : nil }
    }

    /// The parts between the colons that stand outside of brackets, without the brackets.
    private static func words(_ text: String) -> [String] {
        var words = [""]
        var isBracketed = false
        for character in text {
            switch character {
            case "[": isBracketed = true
            case "]": isBracketed = false
            case ":" where !isBracketed: words.append("")
            default: words[words.count - 1].append(character)
            }
        }
        return words
    }
}

extension SSHTunnel: CustomStringConvertible {
    package var description: String { "\(listenPort):\(targetHost):\(targetPort)" }
}
