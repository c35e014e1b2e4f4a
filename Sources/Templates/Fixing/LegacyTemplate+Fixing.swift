import Diagnostics
import HCLSyntax
import HostOS
import JSONText

extension LegacyTemplate {
    /// The text of a template after all fixes: names sorted, two blanks a level, a newline at the end.
    ///
    /// - Throws: `DiagnosticError` if it cannot be read, or is no JSON object.
    package static func fixedText(path: String) throws -> String {
        let source = try source(at: path)
        let root: JSONValue
        do {
            root = try JSONParser.parse(source.bytes, depthLimit: LegacyDocument.maximumNesting)
        } catch {
            throw DiagnosticError(error.diagnostics(in: source))
        }
        guard let template = FixableTemplate(root) else {
            throw DiagnosticError(
                Diagnostic("Incorrect JSON value type", detail: "A template must be an object; \"\(path)\" holds none.")
            )
        }
        return JSONWriter(indentation: 2).text(template.fixed().value) + "\n"
    }

    /// What is wrong with the text of a template, variables and components aside, and the text for messages.
    package static func problems(in text: String, name: String) -> ([Diagnostic], SourceCatalog) {
        var sources = SourceCatalog()
        sources.add(text, name: name)
        let (document, found) = LegacyDocument.read(SourceText(text, name: name))
        let content = document.contentDiagnostics + document.checkBuilderNames([])
        return (found.containsError ? found : found + content, sources)
    }
}
