/// A text that is no YAML document, or one that is not taken.
package struct YAMLSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String
    /// From 1.
    package var line: Int
    /// From 1.
    package var column: Int

    package var description: String { "invalid YAML at line \(line), column \(column): \(message)" }
}
