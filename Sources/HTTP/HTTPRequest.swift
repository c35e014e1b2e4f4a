internal import CLibcurl
import HostOS

/// A request to an API whose answer is small and is kept in memory.
package struct HTTPRequest: Sendable {
    /// Absolute; `http` or `https`.
    package var url: String
    /// In capitals.
    package var method = "GET"
    /// In the order in which they are sent; names in any case.
    package var headers: [(name: String, value: String)] = []
    /// What is sent; empty for none.
    package var body: [UInt8] = []
    /// A part of a file that is the body instead.
    package var file: FilePart?
    /// Is told how many bytes of the body have gone, about once a second.
    package var onSent: (@Sendable (Int64) -> Void)?
    /// For TCP and TLS together.
    package var connectTimeout = Duration.seconds(10)
    /// From beginning to end; zero is without limit.
    package var timeout = Duration.seconds(60)
    /// How long no byte may come or go; zero is without limit.
    package var stallTimeout = Duration.zero
    /// A file of certificates that are trusted instead of the system's.
    package var certificateFile: String?
    /// Proves to the server who asks, by TLS.
    package var clientCertificate: ClientCertificate?
    /// Whether the server must prove its name.
    package var verifiesServer = true
    /// Whether the proxies that the environment names are used.
    package var usesProxy = true
    /// A longer answer is refused; in bytes.
    package var sizeLimit = 4 << 20

    package init(url: String) {
        self.url = url
    }

    /// Files in PEM; one file may hold both.
    package struct ClientCertificate: Sendable {
        /// The certificate, and those that lead to a trusted one.
        package var certificateFile: String
        /// The private key of the certificate.
        package var keyFile: String
        /// What the key is encrypted by; empty for a key that is not.
        package var keyPassword: String

        package init(certificateFile: String, keyFile: String, keyPassword: String = "") {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.keyPassword = keyPassword
        }
    }

    /// A part of a file.
    package struct FilePart: Sendable {
        /// The file; it must stay as it is while it is sent.
        package var path: String
        /// In bytes.
        package var range: Range<Int64>

        package init(path: String, range: Range<Int64>) {
            self.path = path
            self.range = range
        }
    }

    /// Sends the request and waits for the answer on the calling thread; cancelling its task ends the wait.
    ///
    /// Redirections are not followed, because they would carry the headers' secrets to another host.
    ///
    /// - Throws: `HTTPError` where there is no answer, `CancellationError`.
    package func perform() throws -> HTTPResponse {
        try CurlExchange(self, CurlHandle(url: url)).run()
    }
}

/// An answer of any status.
package struct HTTPResponse: Sendable {
    /// From 100 to 599.
    package var status: Int
    /// In the order in which they came, names as the server wrote them.
    package var headers: [(name: String, value: String)]
    /// At most as long as the request allows.
    package var body: [UInt8]
    /// The absolute address of a redirection.
    var redirection: String?
    /// Whether a connection was made for this request, rather than one used that stood already.
    package var isNewConnection = true

    /// The value of the first header of a name, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
