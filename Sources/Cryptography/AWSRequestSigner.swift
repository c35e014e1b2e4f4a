/// Signs requests to AWS and what speaks its way, by Signature Version 4.
///
/// The rules are those of AWS's "Signature Version 4 for API requests" and of Amazon S3's "Authenticating requests".
package struct AWSRequestSigner: Sendable {
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

    /// What is signed of a request.
    package struct Request: Sendable {
        package var method: String
        /// Percent-encoded, from the first slash on.
        package var path: String
        /// Not encoded yet.
        package var query: [(name: String, value: String)]
        /// All that are signed: `host`, and each `x-amz-…`.
        package var headers: [(name: String, value: String)]
        /// SHA-256 of the body in hexadecimal.
        package var payloadHash: String

        package init(
            method: String, path: String, query: [(name: String, value: String)] = [],
            headers: [(name: String, value: String)], payloadHash: String
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.payloadHash = payloadHash
        }
    }

    /// The value of the header `Authorization`.
    ///
    /// - Parameter time: as in the header `x-amz-date`: `20130524T000000Z`.
    package func authorization(_ request: Request, time: String) throws -> String {
        let scope = "\(time.prefix(8))/\(region)/\(service)/aws4_request"
        let canonical = Self.canonical(request)
        let text = try ["AWS4-HMAC-SHA256", time, scope, Digest.hex(of: canonical.utf8, .sha256)]
            .joined(separator: "\n")
        let signature = try HMAC.code(for: Array(text.utf8), key: key(day: String(time.prefix(8))), .sha256)
        return "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope),SignedHeaders=\(Self.signedNames(request)),"
            + "Signature=\(Digest.hexadecimal(signature))"
    }

    private func key(day: String) throws -> [UInt8] {
        var key = Array("AWS4\(secretKey)".utf8)
        for word in [day, region, service, "aws4_request"] {
            key = try HMAC.code(for: Array(word.utf8), key: key, .sha256)
        }
        return key
    }

    private static func canonical(_ request: Request) -> String {
        let headers = sorted(request).map { "\($0.name):\($0.value)\n" }.joined()
        return [
            request.method, request.path, queryText(request.query), headers, signedNames(request),
            request.payloadHash,
        ].joined(separator: "\n")
    }

    private static func signedNames(_ request: Request) -> String {
        sorted(request).map(\.name).joined(separator: ";")
    }

    private static func sorted(_ request: Request) -> [(name: String, value: String)] {
        request.headers.map { ($0.name.lowercased(), trimmed($0.value)) }.sorted { $0.0 < $1.0 }
    }

    /// Without blanks at either end, runs of them in between being one.
    private static func trimmed(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }

    /// A query as it is signed and sent: encoded and sorted.
    package static func queryText(_ query: [(name: String, value: String)]) -> String {
        query.map { (encoded($0.name), encoded($0.value)) }.sorted { $0 < $1 }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// Percent-encoded but for what RFC 3986 calls unreserved, and slashes in paths.
    package static func encoded(_ text: String, keepingSlashes: Bool = false) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 128 && (character.isLetter || character.isNumber || "-._~".contains(character))
            if isPlain || keepingSlashes && character == "/" {
                result.append(character)
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return result
    }

    /// A time in the form that is signed.
    ///
    /// - Parameter seconds: since 1970.
    package static func timeText(_ seconds: Int) -> String {
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        // Days to a date of the Gregorian calendar, in years that begin in March and eras of 400 of them.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
        return "\(year)\(two(month))\(two(day))T\(two(rest / 3600))\(two(rest / 60 % 60))\(two(rest % 60))Z"
    }
}
