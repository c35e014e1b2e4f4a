import HTTP
import XMLText

/// The XML of an answer by one of AWS's services, as far as there is any.
package struct AWSAnswer: Sendable {
    package let root: XMLElement?

    package init(_ response: HTTPResponse) {
        // Proxies and plain web servers answer in what they like: then there are no words of the service.
        // S3 sends blanks before an answer that takes long.
        root = try? XMLReader.document(Array(response.body.drop { [0x20, 0x0A, 0x0D].contains($0) }))
    }

    /// Whether it tells of a failure, which may come with a status of success.
    package var isError: Bool { ["Error", "ErrorResponse"].contains(root?.name ?? "") }

    /// The service's name of a fault.
    package var code: String? { text(of: "Code") }

    /// The service's words about a fault, on one line.
    package var message: String? {
        guard let text = root?.first(where: { $0.name == "Message" })?.text else { return nil }
        // What follows is a blob that only its service can read.
        let blob = text.firstRange(of: " Encoded authorization failure message")
        let words = text[..<(blob?.lowerBound ?? text.endIndex)].unicodeScalars.prefix(1024)
        let line = String(String.UnicodeScalarView(words.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        return line.isEmpty ? nil : line
    }

    /// The text of the first element of a name; `nil` for one of more than 1024 bytes, which is no name or number.
    package func text(of name: String) -> String? {
        guard let text = root?.first(where: { $0.name == name })?.text, text.utf8.count <= 1024 else { return nil }
        return text
    }
}

extension XMLElement {
    /// The first child of that name, in whatever namespace: AWS's versions differ in nothing else.
    func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of a child; `nil` where there is none or it is empty.
    func value(_ name: String) -> String? {
        guard let text = child(name)?.text.withoutOuterSpace, !text.isEmpty else { return nil }
        return text
    }

    /// The elements of a list: the children named `item` or `member` of a child.
    func items(_ name: String) -> [XMLElement] {
        child(name)?.children.filter { $0.name == "item" || $0.name == "member" } ?? []
    }
}
