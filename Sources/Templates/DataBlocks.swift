import Diagnostics
import HCLSyntax

/// The `data` blocks of a template by type and name.
struct DataBlocks {
    private(set) var blocks: [SourceReference: HCLBlock] = [:]
    /// In the order of the text.
    private(set) var names: [SourceReference] = []

    /// Reads all `data` blocks; nothing is evaluated.
    static func declared(in blocks: [HCLBlock]) -> (DataBlocks, [Diagnostic]) {
        var result = DataBlocks()
        var problems: [Diagnostic] = []
        for block in blocks where block.type == "data" { result.add(block, &problems) }
        return (result, problems)
    }

    private mutating func add(_ block: HCLBlock, _ problems: inout [Diagnostic]) {
        let found = block.labels.compactMap(\.nameDiagnostic)
        problems += found
        guard found.isEmpty else { return }
        let reference = SourceReference(type: block.labels[0].text, name: block.labels[1].text)
        if let earlier = blocks[reference] {
            problems.append(
                Diagnostic(
                    "Duplicate data block",
                    detail: "A data source \(reference.text) was declared at \(earlier.headerRange.place) already. "
                        + "Each data source must have a unique name per type.", at: block.headerRange))
            return
        }
        blocks[reference] = block
        names.append(reference)
    }
}
