import HCLSyntax

/// A block with the scope that its expressions are evaluated in.
public struct ScopedBlock: Sendable {
    public var block: HCLBlock
    public var scope: EvaluationScope
    /// Whether it stands for an unknown number of blocks, made of a collection that is not known yet.
    public var isUnknown: Bool

    public init(block: HCLBlock, scope: EvaluationScope, isUnknown: Bool = false) {
        self.block = block
        self.scope = scope
        self.isUnknown = isUnknown
    }
}
