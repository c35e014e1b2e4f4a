import XMLText

/// What a server answered to a message.
struct WSManAnswer {
    /// The body of the answer.
    let body: XMLElement

    /// Reads an answer to the message of that id.
    ///
    /// - Throws: `WSManFault` if the server says why it did not do it; `WinRMError` if this is no answer.
    init(_ bytes: [UInt8], to id: String) throws {
        let root: XMLElement
        do {
            root = try XMLReader.document(bytes)
        } catch {
            throw WinRMError(.protocolViolation, "the server's answer is not the XML that was expected: \(error)")
        }
        typealias Names = WSManNamespace
        guard root.name == "Envelope", root.namespace == Names.soap, let body = root.child("Body", Names.soap) else {
            throw WinRMError(.protocolViolation, "the server's answer is no SOAP envelope, but <\(root.name)>")
        }
        if let fault = body.child("Fault", Names.soap) { throw WSManFault(fault) }
        let related = root.child("Header", Names.soap)?.child("RelatesTo", Names.addressing)?.text.withoutOuterSpace
        guard let related, related.lowercased() == "uuid:\(id)".lowercased() else {
            throw WinRMError(
                .protocolViolation, "the server answered another message (\(related ?? "none"), not uuid:\(id))")
        }
        self.body = body
    }
}
