/// Something the user should know about what they wrote or what happened, ready to be printed.
public struct Diagnostic: Hashable, Sendable {
    /// Whether the run can go on.
    public enum Severity: String, Hashable, Sendable {
        case error
        case warning
    }

    /// A variable of the expression at fault and its value in words; sensitive values are masked by whoever adds it.
    public struct NamedValue: Hashable, Sendable {
        /// The expression as the template has it: `var.iso_url`.
        public var name: String
        /// Its value, short, as one would write it; never that of a sensitive one.
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// An error ends the command after all of them are shown.
    public var severity: Severity
    /// Short and fixed: no text of the user's, so that it can be recognised.
    public var summary: String
    /// What was found, why it cannot be, and what to write instead, in full sentences.
    public var detail: String
    /// The smallest range at fault.
    public var subject: SourceRange?
    /// The statement around the subject.
    public var context: SourceRange?
    /// The header of the enclosing block, such as `source "qemu" "base"`.
    public var enclosingBlock: String?
    /// What the expressions in the range were, so that nobody needs to work it out.
    public var values: [NamedValue]
    /// What to do about it, one line each.
    public var advice: [String]

    public init(
        _ severity: Severity, _ summary: String, detail: String = "", at subject: SourceRange? = nil,
        context: SourceRange? = nil, enclosingBlock: String? = nil, values: [NamedValue] = [], advice: [String] = []
    ) {
        self.severity = severity
        self.summary = summary
        self.detail = detail
        self.subject = subject
        self.context = context
        self.enclosingBlock = enclosingBlock
        self.values = values
        self.advice = advice
    }

    /// An error.
    public init(
        _ summary: String, detail: String = "", at subject: SourceRange? = nil, context: SourceRange? = nil,
        enclosingBlock: String? = nil, values: [NamedValue] = [], advice: [String] = []
    ) {
        self.init(
            .error, summary, detail: detail, at: subject, context: context, enclosingBlock: enclosingBlock,
            values: values, advice: advice)
    }
}

/// One or more diagnostics on their way up: thrown where there is nothing to return beside them.
public struct DiagnosticError: Error, Sendable {
    /// All that was found, in the order of finding; at least one is an error.
    public var diagnostics: [Diagnostic]

    public init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    public init(_ diagnostic: Diagnostic) {
        diagnostics = [diagnostic]
    }
}

/// An error that knows how to explain itself to the user.
public protocol DiagnosticConvertible: Error {
    var diagnostic: Diagnostic { get }
}

extension DiagnosticError: CustomStringConvertible {
    /// The summaries alone, for logs; users get the rendered form.
    public var description: String {
        diagnostics.map { $0.detail.isEmpty ? $0.summary : "\($0.summary): \($0.detail)" }.joined(separator: "\n")
    }
}

extension Sequence<Diagnostic> {
    /// Whether any of them is an error.
    public var containsError: Bool {
        contains { $0.severity == .error }
    }
}
