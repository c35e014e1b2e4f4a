import Diagnostics
import HCLSyntax

/// `type.name` of a `source` block.
struct SourceReference: Hashable {
    var type: String
    var name: String

    var text: String { "\(type).\(name)" }

    init(type: String, name: String) {
        self.type = type
        self.name = name
    }

    /// Reads `type.name`; a leading `source.` is dropped.
    init?(_ text: String) {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count > 2, parts[0] == "source" || parts[0] == "sources" { parts.removeFirst() }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(type: String(parts[0]), name: String(parts[1]))
    }
}
