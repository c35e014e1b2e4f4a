internal import CLibcurl
import HostOS

/// A request to an API whose answer is small and is kept in memory.
package struct HTTPRequest: Sendable {
    package var url: String
    package var method = "GET"
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []
    /// Signs the request by AWS's Signature Version 4.
    package var signature: AWSSignature?
    package var connectTimeout = Duration.seconds(10)
    /// From beginning to end.
    package var timeout = Duration.seconds(60)
    /// A file of certificates that are trusted instead of the system's.
    package var certificateFile: String?
    /// Whether the server must prove its name.
    package var verifiesServer = true
    /// Whether the proxies that the environment names are used.
    package var usesProxy = true
    /// A longer answer is refused; in bytes.
    package var sizeLimit = 4 << 20

    package init(url: String) {
        self.url = url
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
    package var status: Int
    /// In the order in which they came, names as the server wrote them.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// The absolute address of a redirection.
    var redirection: String?
    /// Whether a connection was made for this request, rather than one used that stood already.
    package var isNewConnection = true
}

/// Who signs a request, and what for.
package struct AWSSignature: Sendable {
    package var accessKey: String
    package var secretKey: String
    package var region: String
    package var service: String

    package init(accessKey: String, secretKey: String, region: String, service: String) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.region = region
        self.service = service
    }
}
