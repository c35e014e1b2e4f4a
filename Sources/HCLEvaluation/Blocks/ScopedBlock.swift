import HCLSyntax

/// A block with the scope that its expressions are evaluated in.
public struct ScopedBlock: Sendable {
    /// As it was parsed, or written out of a `dynamic` block.
    public var block: HCLBlock
    /// With the iterators of the `dynamic` blocks around it.
    public var scope: EvaluationScope
    /// Whether it stands for an unknown number of blocks, made of a collection that is not known yet.
    public var isUnknown: Bool

    /// A block with its scope.
    public init(block: HCLBlock, scope: EvaluationScope, isUnknown: Bool = false) {
        self.block = block
        self.scope = scope
        self.isUnknown = isUnknown
    }
}
