import Diagnostics
import JSONText

extension HCLParser {
    /// Reads the JSON syntax of the configuration language.
    ///
    /// Like the native reader this one always returns a tree, and all that is wrong; a text that is no JSON gives an
    /// empty tree. Arrays and objects may nest `maximumNesting` levels deep, templates inside their strings included.
    public static func parseJSONFile(
        _ bytes: [UInt8], name: String, shape: HCLBodyShape
    ) -> (HCLFile, [Diagnostic]) {
        let source = SourceText(bytes, name: name)
        var reader = JSONBodyReader(source: source)
        let empty = HCLBody(attributes: [], blocks: [], span: SourceSpan(source, 0, bytes.count))
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        do {
            let root = try JSONParser.parseLocated(bytes, from: start, depthLimit: maximumNesting)
            let body = reader.body(of: root, shape)
            return (HCLFile(source: source, body: body), reader.diagnostics)
        } catch {
            return (HCLFile(source: source, body: empty), error.diagnostics(in: source))
        }
    }

    public static func parseJSONFile(
        _ text: String, name: String, shape: HCLBodyShape
    ) -> (HCLFile, [Diagnostic]) {
        parseJSONFile(Array(text.utf8), name: name, shape: shape)
    }
}

extension JSONSyntaxError {
    /// The error and those behind it in the same text, which reading it again finds.
    package func diagnostics(in source: SourceText) -> [Diagnostic] {
        let start = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let faults = JSONParser.faults(source.bytes, from: start, depthLimit: HCLParser.maximumNesting)
        return (faults.isEmpty ? [self] : faults).map { $0.diagnostic(in: source) }
    }

    /// The error with its place in lines and user-perceived characters.
    package func diagnostic(in source: SourceText) -> Diagnostic {
        let end = source.end(ofCharacterAt: position.byte)
        return Diagnostic(
            "Invalid JSON", detail: message.prefix(1).uppercased() + message.dropFirst() + ".",
            at: SourceSpan(source, position.byte, end).range)
    }
}

extension SourceText {
    /// The offset behind the UTF-8 sequence that begins at `offset`.
    fileprivate func end(ofCharacterAt offset: Int) -> Int {
        guard offset < bytes.count else { return bytes.count }
        return bytes[(offset + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? bytes.count
    }
}
