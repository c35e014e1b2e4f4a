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

    /// Fields as web forms encode them, blanks as plus signs (URL Standard, 5.2): moto's check of signatures knows no
    /// other way.
    static func form(_ fields: [(name: String, value: String)]) -> String {
        func encoded(_ text: String) -> String { percentEncoded(text).replacing("%20", with: "+") }
        return fields.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// The root of the answer to an action.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    func call(_ action: String, _ parameters: AWSParameters) async throws -> XMLElement {
        let name = "\(client.service.uppercased()) \(action)"
        let body = Self.form([("Action", action), ("Version", version)] + parameters.list)
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
