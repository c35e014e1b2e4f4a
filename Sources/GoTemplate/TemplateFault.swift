import Diagnostics

/// A place inside a template's source.
struct TemplatePlace: Hashable, Sendable {
    var line: Int
    var column: Int
}

/// What is wrong with a template, and where.
struct TemplateFault: Error {
    var message: String
    var place: TemplatePlace

    init(_ message: String, at place: TemplatePlace) {
        self.message = message
        self.place = place
    }

    var diagnostic: Diagnostic {
        Diagnostic(
            .error, "Invalid template",
            detail: "In the template string, line \(place.line), column \(place.column): \(message).")
    }
}
