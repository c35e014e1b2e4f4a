/// Which names of a body stand for blocks.
///
/// The native syntax shows it by itself; in JSON an object may be a block or a value, and only whoever will read the
/// body knows which.
public struct HCLBodyShape: Sendable {
    /// A type of blocks.
    public struct Block: Sendable {
        /// What its labels are called in messages, such as `type` and `name`.
        public var labels: [String]
        /// The shape of the block's body, which may depend on the labels; labels that are not known are empty.
        public var body: @Sendable (_ labels: [String]) -> HCLBodyShape

        /// A block whose body may depend on its labels.
        public init(labels: [String] = [], body: @escaping @Sendable (_ labels: [String]) -> HCLBodyShape) {
            self.labels = labels
            self.body = body
        }

        /// A block whose body does not depend on its labels.
        public init(labels: [String] = [], _ shape: HCLBodyShape) {
            self.init(labels: labels) { _ in shape }
        }
    }

    /// The types of blocks by name; every other name is an argument.
    public var blocks: [String: Block]
    /// Arguments whose strings hold an expression, such as the `type` of a variable, and not a template.
    public var expressions: Set<String>
    /// Whether `dynamic` writes out blocks of the body.
    public var allowsDynamic: Bool
    /// Whether strings are templates; otherwise `${` is text, as in files of variables' values.
    public var hasTemplates: Bool

    /// A shape of named blocks; every other name is an argument.
    public init(
        blocks: [String: Block] = [:], expressions: Set<String> = [], allowsDynamic: Bool = false,
        hasTemplates: Bool = true
    ) {
        self.blocks = blocks
        self.expressions = expressions
        self.allowsDynamic = allowsDynamic
        self.hasTemplates = hasTemplates
    }
}
