import BuildEvents
package import ComponentAPI
import Diagnostics
import HCLValues
import HTTP

/// The `http` data source: asks a server and gives its answer.
package struct HTTPDataSource: DataSource {
    private static let methods = ["HEAD", "GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]

    private static let url = OptionKey<String>("url", required: true, "The address, of scheme http or https.")
    private static let method = OptionKey<String>(
        "method", default: "GET", "The method, in capitals: HEAD, GET, POST, PUT, DELETE, OPTIONS or PATCH.")
    private static let headers = OptionKey<[String: String]>(
        "request_headers", sensitive: true,
        "Headers of the request. A redirection to another server leaves out all that may hold secrets.")
    private static let body = OptionKey<String>("request_body", sensitive: true, "The text to send.")

    package static let type = DataSourceType(
        ComponentType(
            name: "http",
            summary: "Asks an HTTP server and gives its answer; an answer of a status other than 2xx is an error.",
            options: [url.declaration, method.declaration, headers.declaration, body.declaration],
            prepare: { reader, environment in
                var request = HTTPRequest(url: reader.optional(url) ?? "")
                request.method = reader.value(method)
                request.body = Array((reader.optional(body) ?? "").utf8)
                let headers = reader.optional(headers) ?? [:]
                request.headers = headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
                request.sizeLimit = 64 << 20
                request.timeout = .seconds(300)
                check(request, reader)
                registerSecrets(of: request, environment.redactor)
                return Prepared(HTTPDataSource(request: request), warnings: try reader.finish())
            }),
        output: .object([
            "url": .string, "body": .string, "request_headers": .map(.string), "response_headers": .map(.string),
        ]))

    let request: HTTPRequest

    private static func check(_ request: HTTPRequest, _ reader: OptionReader) {
        if reader.isSet(url), request.url.isEmpty { reader.error("Missing URL", "The url must not be empty.", of: url) }
        if !methods.contains(request.method) {
            let hint = methods.contains(request.method.uppercased()) ? " Methods are written in capitals." : ""
            reader.error(
                "Invalid method",
                "The method \"\(request.method)\" is not one of \(methods.joined(separator: ", ")).\(hint)", of: method)
        }
        for header in request.headers where !isHeader(header.name, header.value) {
            reader.error(
                "Invalid header",
                "The header \"\(header.name)\" has a name or value with characters that HTTP does not allow there, "
                    + "such as line breaks.", of: headers)
        }
    }

    /// Whether both can stand in a header line without ending it (RFC 9110, 5.1 and 5.5).
    private static func isHeader(_ name: String, _ value: String) -> Bool {
        let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
        return isName && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    /// Logins are masked wherever they turn up, also where the template does not call them sensitive.
    private static func registerSecrets(of request: HTTPRequest, _ redactor: Redactor) {
        for header in request.headers {
            let name = header.name.lowercased()
            guard ["authorization", "cookie", "token", "secret", "password", "key"].contains(where: name.contains)
            else { continue }
            redactor.add(header.value)
            if let word = header.value.split(separator: " ").last { redactor.add(String(word)) }
        }
    }

    package func fetch() async throws -> HCLValue {
        let response = try await request.answer()
        guard (200..<300).contains(response.status) else {
            throw HTTPDataSourceError(request, "the server answered \(response.status)")
        }
        guard let body = String(validating: response.body, as: UTF8.self) else {
            throw HTTPDataSourceError(request, "the answer is no text in UTF-8")
        }
        let headers = HCLValue.map(of: .string, Self.merged(response.headers).mapValues { .string($0) })
        return .object([
            // By this name templates know the headers of the answer.
            "request_headers": headers, "response_headers": headers, "url": .string(request.url),
            "body": .string(body),
        ])
    }

    /// Headers by name in the usual spelling, several of one name joined by commas (RFC 9110, 5.3).
    static func merged(_ headers: [(name: String, value: String)]) -> [String: String] {
        var result: [String: String] = [:]
        for header in headers {
            let words = header.name.split(separator: "-", omittingEmptySubsequences: false)
            let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined(separator: "-")
            result[name] = (result[name].map { $0 + ", " } ?? "") + header.value
        }
        return result
    }
}
