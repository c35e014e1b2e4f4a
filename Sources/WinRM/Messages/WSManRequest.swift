import XMLText

/// A message about a remote shell.
struct WSManRequest: Sendable {
    var action: WSManAction
    /// `nil` where the message makes the shell.
    var shell: String?
    var options: [(name: String, value: String)] = []
    /// What stands in the body, as XML.
    var body = ""

    /// The largest answer that the server may send, in bytes: what every version of Windows allows.
    static let largestAnswer = 153_600

    /// The whole message.
    ///
    /// - Parameters:
    ///   - address: the URL of the server.
    ///   - id: a UUID that no other message has.
    ///   - timeout: how long the server may take to answer, in seconds.
    /// - Throws: `XMLError` if a text has characters that cannot be sent.
    func envelope(to address: String, id: String, timeout: Int) throws(XMLError) -> String {
        typealias Names = WSManNamespace
        return """
            <s:Envelope xmlns:s="\(Names.soap)" xmlns:a="\(Names.addressing)" xmlns:w="\(Names.wsman)" \
            xmlns:p="\(Names.microsoft)" xmlns:rsp="\(Names.shell)"><s:Header>\
            <a:To>\(try XMLCharacters.escaped(address))</a:To>\
            <w:ResourceURI s:mustUnderstand="true">\(Names.commandShell)</w:ResourceURI>\
            <a:ReplyTo><a:Address s:mustUnderstand="true">\(Names.anonymous)</a:Address></a:ReplyTo>\
            <a:Action s:mustUnderstand="true">\(action.rawValue)</a:Action>\
            <w:MaxEnvelopeSize s:mustUnderstand="true">\(Self.largestAnswer)</w:MaxEnvelopeSize>\
            <a:MessageID>uuid:\(id)</a:MessageID>\
            <w:Locale xml:lang="en-US" s:mustUnderstand="false"/>\
            <p:DataLocale xml:lang="en-US" s:mustUnderstand="false"/>\
            \(try selectors())\(try optionSet())\
            <w:OperationTimeout>PT\(timeout)S</w:OperationTimeout>\
            </s:Header><s:Body>\(body)</s:Body></s:Envelope>
            """
    }

    private func selectors() throws(XMLError) -> String {
        guard let shell else { return "" }
        return
            "<w:SelectorSet><w:Selector Name=\"ShellId\">\(try XMLCharacters.escaped(shell))</w:Selector></w:SelectorSet>"
    }

    private func optionSet() throws(XMLError) -> String {
        guard !options.isEmpty else { return "" }
        var text = ""
        for option in options {
            text += "<w:Option Name=\"\(option.name)\">\(try XMLCharacters.escaped(option.value))</w:Option>"
        }
        return "<w:OptionSet>\(text)</w:OptionSet>"
    }
}
