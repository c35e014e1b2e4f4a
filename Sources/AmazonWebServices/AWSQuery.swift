import Cryptography
import HTTP
import XMLText

/// Parameters of AWS's query API, in which lists are numbered from 1.
struct AWSParameters {
    private(set) var list: [(name: String, value: String)] = []

    mutating func add(_ name: String, _ value: String?) {
        if let value { list.append((name, value)) }
    }

    /// `Owner.1`, `Owner.2` and so on.
    mutating func add(_ name: String, list values: [String]) {
        for (index, value) in values.enumerated() { add("\(name).\(index + 1)", value) }
    }

    /// `Tag.1.Key` and `Tag.1.Value` and so on, sorted by name.
    mutating func add(_ name: String, tags: [String: String]) {
        for (index, tag) in tags.sorted(by: { $0.key < $1.key }).enumerated() {
            add("\(name).\(index + 1).Key", tag.key)
            add("\(name).\(index + 1).Value", tag.value)
        }
    }
}

/// A service of AWS that takes its actions as forms and answers in XML.
struct AWSQuery: Sendable {
    let client: AWSClient
    /// Of the API, as its reference names it.
    let version: String

    /// The root of the answer to an action.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    func call(_ action: String, _ parameters: AWSParameters) async throws -> XMLElement {
        let name = "\(client.service.uppercased()) \(action)"
        let fields = [("Action", action), ("Version", version)] + parameters.list
        let body = fields.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
        var request = AWSClient.Request(
            method: "POST", base: client.endpoint, payloadHash: try Digest.hex(of: body.utf8, .sha256))
        request.headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")]
        request.body = Array(body.utf8)
        // A thousand images come to some megabytes.
        request.sizeLimit = 64 << 20
        let response = try await client.send(request, as: name)
        do {
            return try XMLReader.document(response.body)
        } catch {
            throw AWSError(request: name, status: response.status, reason: "the answer is not XML: \(error)")
        }
    }
}
