import Diagnostics
import HCLEvaluation
import HCLSyntax
import HCLValues

/// A block, and the scope its expressions see: with the iterators of the `dynamic` blocks it came from.
struct ScopedBlock {
    var block: HCLBlock
    var scope: EvaluationScope
}

extension HCLBody {
    /// The blocks of the body.
    func expandedBlocks(in scope: EvaluationScope) -> (blocks: [ScopedBlock], diagnostics: [Diagnostic]) {
        (blocks.map { ScopedBlock(block: $0, scope: scope) }, [])
    }
}
