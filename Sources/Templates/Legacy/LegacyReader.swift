import Diagnostics
import HCLSyntax
import HCLValues
import JSONText

/// Reads the values of a legacy template and gathers every complaint.
struct LegacyReader {
    let source: SourceText
    private(set) var diagnostics: [Diagnostic] = []
    /// How messages call the component at hand.
    var header: String?

    init(source: SourceText) {
        self.source = source
    }

    func range(_ bytes: Range<Int>) -> SourceRange {
        SourceSpan(source, bytes.lowerBound, bytes.upperBound).range
    }

    mutating func report(_ summary: String, _ detail: String, at bytes: Range<Int>) {
        add(Diagnostic(summary, detail: detail, at: range(bytes), enclosingBlock: header))
    }

    mutating func add(_ diagnostic: Diagnostic) {
        guard diagnostics.count < HCLParser.maximumDiagnostics else { return }
        diagnostics.append(diagnostic)
    }

    private mutating func reportKind(_ node: LocatedJSON, _ what: String, _ wanted: String) {
        report("Incorrect JSON value type", "\(what) must be \(wanted), but is \(node.kindName).", at: node.range)
    }

    mutating func members(of node: LocatedJSON, as what: String) -> [LocatedJSON.Member]? {
        guard let members = node.members else {
            reportKind(node, what, "an object")
            return nil
        }
        return members
    }

    mutating func elements(of node: LocatedJSON, as what: String) -> [LocatedJSON]? {
        guard let elements = node.array else {
            reportKind(node, what, "an array")
            return nil
        }
        return elements
    }

    mutating func text(_ member: LocatedJSON.Member) -> LegacyDocument.Text? {
        guard let text = member.value.string else {
            reportKind(member.value, "\"\(member.name)\"", "a string")
            return nil
        }
        return LegacyDocument.Text(text: text, range: range(member.value.range))
    }

    /// A list of strings; a single string is a list of one.
    mutating func texts(_ member: LocatedJSON.Member) -> [LegacyDocument.Text] {
        let elements = member.value.array ?? [member.value]
        return elements.compactMap { element in
            guard let text = element.string else {
                reportKind(element, "Each element of \"\(member.name)\"", "a string")
                return nil
            }
            return LegacyDocument.Text(text: text, range: range(element.range))
        }
    }

    mutating func bool(_ member: LocatedJSON.Member) -> Bool? {
        guard case .bool(let flag) = member.value.kind else {
            reportKind(member.value, "\"\(member.name)\"", "true or false")
            return nil
        }
        return flag
    }

    /// A text as in `1m30s`, or a number of nanoseconds.
    mutating func duration(_ member: LocatedJSON.Member) -> Duration? {
        guard let duration = anyDuration(member) else { return nil }
        guard duration >= .zero else {
            report(
                "Invalid duration", "\"\(member.name)\" must be a duration that is not negative.",
                at: member.value.range)
            return nil
        }
        return duration
    }

    private mutating func anyDuration(_ member: LocatedJSON.Member) -> Duration? {
        switch member.value.kind {
        case .number(let text):
            if let nanoseconds = Int64(text) { return .nanoseconds(nanoseconds) }
            report("Invalid duration", "The number must be whole; it counts nanoseconds.", at: member.value.range)
        case .string(let text):
            if let duration = GoDuration(text) { return duration.duration }
            report(
                "Invalid duration", "\"\(text)\" is no duration; write it as in \"90s\", \"5m\" or \"1h30m\".",
                at: member.value.range)
        default: reportKind(member.value, "\"\(member.name)\"", "a duration such as \"90s\"")
        }
        return nil
    }

    /// A string or number, which is rendered and read later.
    mutating func scalarText(_ member: LocatedJSON.Member) -> LegacyDocument.Text? {
        switch member.value.kind {
        case .string(let text), .number(let text):
            return LegacyDocument.Text(text: text, range: range(member.value.range))
        default:
            reportKind(member.value, "\"\(member.name)\"", "a number")
            return nil
        }
    }

    /// Complains of every name that stands twice in its object.
    mutating func reportDuplicates(in node: LocatedJSON) {
        switch node.kind {
        case .array(let elements): for element in elements { reportDuplicates(in: element) }
        case .object(let members):
            var seen: Set<String> = []
            for member in members {
                if !seen.insert(member.name).inserted {
                    report(
                        "Duplicate field",
                        "The template has a duplicate field: \"\(member.name)\" is set before in "
                            + "the same object.", at: member.nameRange)
                }
                reportDuplicates(in: member.value)
            }
        case .null, .bool, .number, .string: break
        }
    }
}
