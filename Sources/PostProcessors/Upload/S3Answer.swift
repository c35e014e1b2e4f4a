import HTTP
import XMLText

/// The XML of an answer by an S3 service, as far as there is any.
struct S3Answer {
    private let root: XMLElement?

    init(_ response: HTTPResponse) {
        // Proxies and plain web servers answer in what they like: then there are no words of the service.
        root = try? XMLReader.document(response.body)
    }

    /// Whether it tells of a failure, which may come with a status of success.
    var isError: Bool { root?.name == "Error" }

    /// The text of the first element of a name; `nil` for one of more than 1024 bytes, which is no message.
    func text(of name: String) -> String? {
        guard let text = root?.first(where: { $0.name == name })?.text, text.utf8.count <= 1024 else { return nil }
        return text
    }
}
