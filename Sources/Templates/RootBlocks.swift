import Diagnostics
import HCLSyntax

/// The blocks that may stand at the top of a template.
enum RootBlocks {
    static let labels: [String: [String]] = [
        "packer": [], "variable": ["name"], "variables": [], "local": ["name"], "locals": [],
        "data": ["type", "name"], "source": ["type", "name"], "build": [], "communicator": ["type", "name"],
        "hcp_packer_registry": [],
    ]

    static func check(_ file: HCLFile) -> [Diagnostic] {
        file.body.attributes.map { attribute in
            Diagnostic(
                "Unsupported argument",
                detail: "An argument named \"\(attribute.name)\" is not expected here.", at: attribute.nameRange,
                advice: ["Variables and locals stand inside \"variables\" and \"locals\" blocks."])
        } + file.body.blocks.compactMap(check)
    }

    private static func check(_ block: HCLBlock) -> Diagnostic? {
        guard let expected = labels[block.type] else {
            return unsupported(block, known: labels.keys)
        }
        return checkLabels(of: block, expected)
    }

    static func unsupported(_ block: HCLBlock, known: some Sequence<String>) -> Diagnostic {
        let hint = Suggestion.nearest(to: block.type, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
        return Diagnostic(
            "Unsupported block type", detail: "Blocks of type \"\(block.type)\" are not expected here.\(hint)",
            at: block.typeRange, context: block.headerRange)
    }

    static func checkLabels(of block: HCLBlock, _ expected: [String]) -> Diagnostic? {
        if block.labels.count < expected.count {
            return Diagnostic(
                "Missing \(expected[block.labels.count]) for \(block.type)",
                detail: "All \(block.type) blocks must have \(expected.count) labels (\(list(expected))).",
                at: block.headerRange)
        }
        guard block.labels.count > expected.count else { return nil }
        let excess = block.labels[expected.count]
        let rule =
            expected.isEmpty
            ? "No labels are expected" : "Only \(expected.count) labels (\(list(expected))) are expected"
        return Diagnostic(
            "Extraneous label for \(block.type)", detail: "\(rule) for \(block.type) blocks.", at: excess.range,
            context: block.headerRange)
    }

    private static func list(_ names: [String]) -> String {
        names.joined(separator: ", ")
    }
}

extension HCLBlock.Label {
    /// What is wrong with the label as a name, if anything.
    var nameDiagnostic: Diagnostic? {
        let head = text.unicodeScalars.first.map { $0 == "_" || $0.properties.isIDStart } ?? false
        let tail = text.unicodeScalars.dropFirst().allSatisfy { $0 == "-" || $0 == "_" || $0.properties.isIDContinue }
        guard !head || !tail else { return nil }
        return Diagnostic(
            "Invalid name",
            detail: "A name must start with a letter or underscore and may contain only letters, digits, "
                + "underscores, and dashes.",
            at: range)
    }
}
