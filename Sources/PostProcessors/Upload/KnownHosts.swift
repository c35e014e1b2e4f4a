import Cryptography

/// The keys of servers that a user knows (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
struct KnownHosts {
    private struct Entry {
        let isRevoked: Bool
        let hosts: Substring
        /// `SHA256:` and the hash in Base64 without padding.
        let fingerprint: String
    }

    private var entries: [Entry] = []

    /// Lines that cannot be read are passed over, as ssh does; certificate authorities are none of our keys.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            let marker = first.hasPrefix("@") ? words.removeFirst() : nil
            guard marker != "@cert-authority", words.count >= 3, let key = Base64.bytes(String(words[2])),
                let fingerprint = try? Self.fingerprint(of: key)
            else { continue }
            entries.append(Entry(isRevoked: marker == "@revoked", hosts: words[0], fingerprint: fingerprint))
        }
    }

    static func fingerprint(of key: [UInt8]) throws -> String {
        let text = Base64.text(try Digest.hash(key, .sha256))
        return "SHA256:" + text.prefix { $0 != "=" }
    }

    /// The fingerprints of a host's keys that are trusted.
    func fingerprints(host: String, port: UInt16) -> Set<String> {
        let name = port == 22 ? host : "[\(host)]:\(port)"
        let matching = entries.filter { Self.matches($0.hosts, name.lowercased()) }
        let revoked = Set(entries.filter(\.isRevoked).map(\.fingerprint))
        return Set(matching.map(\.fingerprint)).subtracting(revoked)
    }

    private static func matches(_ hosts: Substring, _ name: String) -> Bool {
        if hosts.hasPrefix("|1|") { return matchesHash(hosts, name) }
        var isMatched = false
        for pattern in hosts.lowercased().split(separator: ",") {
            if pattern.hasPrefix("!") {
                if matches(Array(pattern.dropFirst().utf8)[...], Array(name.utf8)[...]) { return false }
            } else if matches(Array(pattern.utf8)[...], Array(name.utf8)[...]) {
                isMatched = true
            }
        }
        return isMatched
    }

    /// `|1|SALT|HMAC-SHA1`.
    private static func matchesHash(_ hosts: Substring, _ name: String) -> Bool {
        let parts = hosts.split(separator: "|")
        guard parts.count == 3, let salt = Base64.bytes(String(parts[1])), let hash = Base64.bytes(String(parts[2])),
            // Without SHA-1 on the system such a line matches nothing.
            let own = try? HMAC.code(for: Array(name.utf8), key: salt, .sha1)
        else { return false }
        return own == hash
    }

    /// `*` stands for any characters, `?` for one; linear in the text for each star.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var (pattern, text) = (pattern, text)
        var retry: (pattern: ArraySlice<UInt8>, text: ArraySlice<UInt8>)?
        while !text.isEmpty {
            if pattern.first == UInt8(ascii: "*") {
                pattern.removeFirst()
                retry = (pattern, text)
            } else if let byte = pattern.first, byte == UInt8(ascii: "?") || byte == text.first {
                pattern.removeFirst()
                text.removeFirst()
            } else if let last = retry {
                (pattern, text) = (last.pattern, last.text.dropFirst())
                retry = (pattern, text)
            } else {
                return false
            }
        }
        return pattern.allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
