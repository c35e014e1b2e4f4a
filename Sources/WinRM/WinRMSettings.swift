package import HTTP

/// Where a WinRM service is, and who logs in to it.
package struct WinRMSettings: Sendable {
    /// A name or an address, without brackets.
    package var host: String
    /// Usually 5985, or 5986 by HTTPS.
    package var port: Int
    /// A local user's name, `DOMAIN\user` or `user@domain`.
    package var username: String
    /// Empty where a certificate logs in.
    package var password: String
    /// Speak HTTPS.
    package var usesTLS = false
    /// Whether the server's certificate is checked.
    package var verifiesServer = true
    /// `nil` for what the server offers, Basic before NTLM.
    package var usesNTLM: Bool?
    /// Whether the proxies that the environment names are used.
    package var usesProxy = true
    /// A file of certificates that are trusted instead of the system's.
    package var certificateFile: String?
    /// Logs in instead of name and password; works by HTTPS only.
    package var clientCertificate: HTTPRequest.ClientCertificate?
    /// How long the server may hold back an answer until a command prints something; whole seconds.
    package var pollTime = Duration.seconds(20)
    /// How much longer than that may pass without an answer before the connection counts as lost.
    package var grace = Duration.seconds(20)
    /// For TCP and TLS together.
    package var connectTimeout = Duration.seconds(10)

    package init(host: String, port: Int, username: String, password: String) {
        self.host = host
        self.port = port
        self.username = username
        self.password = password
    }

    /// The address of the service.
    package var url: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(usesTLS ? "https" : "http")://\(name):\(port)/wsman"
    }
}

/// A way to prove who one is.
package enum WinRMLoginMethod: String, Sendable {
    case basic = "Basic"
    /// NTLM under the name Negotiate.
    case negotiate = "Negotiate"
    case ntlm = "NTLM"
    /// By TLS itself; the word that stands in the header says so (MS-WSMV, section 2.2.1; DSP0226, annex C.3).
    case certificate = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"

    /// The methods that an answer of status 401 offers, and the token that stands beside one.
    static func offers(_ headers: [(name: String, value: String)]) -> [(scheme: String, token: String)] {
        headers.filter { $0.name.lowercased() == "www-authenticate" }.flatMap { header in
            header.value.split(separator: ",").compactMap { part in
                let words = part.split(separator: " ", maxSplits: 1).map(String.init)
                // What has an equals sign in its first word is a parameter of the scheme before it.
                guard let scheme = words.first, !scheme.contains("=") else { return nil }
                return (scheme, words.count > 1 ? words[1] : "")
            }
        }
    }
}
